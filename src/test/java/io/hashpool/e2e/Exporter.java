package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built jar as a process of its own, on a port of the system's choice. */
public final class Exporter implements AutoCloseable {
  private static final Pattern FEED =
      Pattern.compile("msg=\"feed listening\".*?address=\\S*?:(\\d+)");
  private static final Pattern URL = Pattern.compile("url=(http\\S+)");

  private final Child child;
  private final URI metrics;

  private Exporter(Child child, URI metrics) {
    this.child = child;
    this.metrics = metrics;
  }

  public static Exporter start(Path directory, String... args)
      throws IOException, InterruptedException {
    return start(directory, List.of(), args);
  }

  /** With flags for its JVM. */
  public static Exporter start(Path directory, List<String> jvmFlags, String... args)
      throws IOException, InterruptedException {
    Child child = Child.start(directory, command(0, jvmFlags, args));
    return new Exporter(child, urlInTheLogOf(child));
  }

  /** As this command's last arguments, such as {@code env -i}; it must become the exporter. */
  static Exporter startBy(List<String> command, Path directory, String... args)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(command(0, List.of(), args));
    Child child = Child.start(directory, all);
    return new Exporter(child, urlInTheLogOf(child));
  }

  /** On a port that is known beforehand, to come back at it. */
  static Exporter startAt(int port, Path directory, String... args)
      throws IOException, InterruptedException {
    Child child = Child.start(directory, command(port, List.of(), args));
    return new Exporter(child, urlInTheLogOf(child));
  }

  /** With stdout and stderr to this file, whose contents are not looked at. */
  static Exporter startWithLogTo(Path log, int port, Path directory, String... args)
      throws IOException {
    Child child = Child.startWithOutputTo(log, directory, command(port, List.of(), args));
    URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    child.awaitReady(metrics.resolve("/-/healthy"));
    return new Exporter(child, metrics);
  }

  private static List<String> command(int port, List<String> jvmFlags, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-jar");
    command.add(System.getProperty("exporter.jar", "target/hashpool-exporter.jar"));
    command.addAll(List.of(args));
    command.add("--web.listen-address=127.0.0.1:" + port);
    return command;
  }

  private static URI urlInTheLogOf(Child child) {
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> !child.process().isAlive() || URL.matcher(child.output()).find());
      Matcher url = URL.matcher(child.output());
      assertThat(url.find()).as(child.output()).isTrue();
      return URI.create(url.group(1));
    } catch (RuntimeException | AssertionError e) {
      child.close();
      throw e;
    }
  }

  public URI metrics() {
    return metrics;
  }

  public URI url(String path) {
    return metrics.resolve(path);
  }

  /** The port that the system chose for the feed, out of the log. */
  public int feedPort() {
    await().atMost(Duration.ofMinutes(2)).until(() -> FEED.matcher(log()).find());
    Matcher feed = FEED.matcher(log());
    assertThat(feed.find()).isTrue();
    return Integer.parseInt(feed.group(1));
  }

  public String log() {
    return child.output();
  }

  public Process process() {
    return child.process();
  }

  /** SIGTERM; how long it took to end. */
  public Duration terminate() throws InterruptedException {
    return child.terminate();
  }

  @Override
  public void close() {
    child.close();
  }
}
