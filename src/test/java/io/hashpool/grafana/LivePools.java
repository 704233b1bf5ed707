package io.hashpool.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.e2e.Exporter;
import io.hashpool.e2e.Prometheus;
import io.hashpool.e2e.VictoriaMetrics;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pool by each of the three ways in, scraped each second by a Prometheus with the shipped rules,
 * which writes on to a VictoriaMetrics. Something of everything has happened, or will soon: a miner
 * falls silent, a quote fails, a block is found, the feed gets a bad line and its pool restarts.
 */
final class LivePools implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MINERS = 12;
  private static final String COUNTING_OF_MOST =
      "count(hashpool_pool_downstream_shares_total{instance=\"beta\"} > 5) > " + MINERS * 0.7;

  /** The way a pool's figures come. */
  enum Source {
    /** The reference pool, in the exporter's process. */
    IN_PROCESS("hashpool", "alpha"),
    /** A pool that sends snapshots. */
    FEED("hashpool", "beta"),
    /** What hashpool itself serves. */
    HASHPOOL("hashpool-own", "gamma");

    private final String job;
    private final String instance;

    Source(String job, String instance) {
      this.job = job;
      this.instance = instance;
    }

    /** Grafana's variables where this one pool is chosen. */
    Map<String, String> variables() {
      return variablesOf(job, instance);
    }

    /** The same, of one of its downstreams. */
    Map<String, String> variablesOfDownstream(String id) {
      Map<String, String> variables = new HashMap<>(variables());
      variables.put("downstream", id);
      return variables;
    }
  }

  /** Grafana's variables where all pools are chosen. */
  static final Map<String, String> ALL_POOLS =
      variablesOf("(hashpool|hashpool-own)", "(alpha|beta|gamma)");

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Prometheus prometheus;
  private final VictoriaMetrics victoriaMetrics;

  private LivePools(Path directory) throws IOException, InterruptedException {
    try {
      Exporter demo =
          opened(
              Exporter.start(
                  directory,
                  "demo",
                  "--demo.miners=" + MINERS,
                  "--demo.shares-per-minute=120",
                  "--demo.silent-after=12s",
                  "--demo.reconnect-every=8s",
                  "--demo.block-interval=5s",
                  // At the limit, so that an alert fires.
                  "--stats.downstreams-limit=" + (MINERS - 1)));
      int feedPort = Prometheus.freePort();
      Exporter serve =
          opened(Exporter.start(directory, "serve", "--feed.listen-address=127.0.0.1:" + feedPort));
      Exporter sender = opened(publisher(directory, feedPort));
      HashpoolMetrics own = opened(HashpoolMetrics.of(demo.metrics()));
      victoriaMetrics = opened(VictoriaMetrics.start(directory));
      prometheus =
          opened(
              Prometheus.start(
                  directory,
                  configuration(
                      rulesOfShortTimes(directory),
                      victoriaMetrics,
                      demo.metrics().getAuthority(),
                      serve.metrics().getAuthority(),
                      own.authority())));
      // Enough shares of most that a count from zero is seen to be one.
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(prometheus.query(COUNTING_OF_MOST)).isNotEmpty());
      sender.close();
      opened(publisher(directory, feedPort));
      sendBadLine(feedPort);
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  static LivePools start(Path directory) throws IOException, InterruptedException {
    return new LivePools(directory);
  }

  List<Engine> engines() {
    return List.of(
        new Engine("Prometheus", prometheus.url()),
        new Engine("VictoriaMetrics", victoriaMetrics.url()));
  }

  Engine prometheus() {
    return engines().get(0);
  }

  private static Map<String, String> variablesOf(String job, String instance) {
    return Map.of(
        "job", job,
        "instance", instance,
        // Every id: among them the one that is refused shares and the one that falls silent.
        "downstream", ".*",
        "__range", "30s",
        "__interval", "5s",
        "__rate_interval", "10s",
        "__rate_interval_ms", "10000");
  }

  private <T extends AutoCloseable> T opened(T resource) {
    started.push(resource);
    return resource;
  }

  private static Exporter publisher(Path directory, int feedPort)
      throws IOException, InterruptedException {
    return Exporter.start(
        directory,
        "demo",
        "--demo.shares-per-minute=120",
        "--publish-to=127.0.0.1:" + feedPort,
        "--publish-interval=500ms");
  }

  private static void sendBadLine(int feedPort) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), feedPort);
        OutputStream out = socket.getOutputStream()) {
      out.write("no snapshot\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String configuration(
      Path rules, VictoriaMetrics engine, String demo, String serve, String own) {
    return """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ["%s/*.yml"]
        remote_write:
          - {url: "%s", queue_config: {batch_send_deadline: 500ms}}
        scrape_configs:
          - job_name: hashpool
            static_configs:
              - {targets: ["%s"], labels: {instance: alpha}}
              - {targets: ["%s"], labels: {instance: beta}}
          - job_name: hashpool-own
            static_configs: [{targets: ["%s"], labels: {instance: gamma}}]
        """
        .formatted(rules, engine.writeUrl(), demo, serve, own);
  }

  /** The shipped expressions, evaluated each second; alerts wait for nothing. */
  private static Path rulesOfShortTimes(Path directory) throws IOException {
    Path rules = Files.createDirectory(directory.resolve("rules"));
    try (var files = Files.newDirectoryStream(Path.of("rules"), "*.yml")) {
      for (Path file : files) {
        Files.writeString(
            rules.resolve(file.getFileName()),
            Files.readString(file)
                .replaceAll("interval: \\d+[sm]", "interval: 1s")
                .replaceAll("(?m)^( +)for: .*$", "$1for: 0s"));
      }
    }
    return rules;
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
