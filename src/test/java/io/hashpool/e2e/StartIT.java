package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.base.FileNames;
import io.hashpool.http.Http;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program starts, and stays, where images, shells and supervisors put it. */
class StartIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String FEED = "--feed.listen-address=127.0.0.1:0";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C", "LC_ALL=POSIX", "LANG=C.UTF-8", "LANG=nonsense"})
  void fileNamesNeedNoLocale(String locale) throws Exception {
    Path folder = Files.createDirectories(FileNames.path(directory + "/конфиг ?"));
    Path file = FileNames.sibling(folder.resolve("x"), "настройки+é.yml");
    Files.writeString(file, "http_server_config: {headers: {X-Frame-Options: deny}}\n");
    String name = FileNames.show(file);
    try (Exporter byFlag =
            Exporter.startBy(
                List.of("env", "-i", locale),
                directory,
                "serve",
                FEED,
                "--web.config.file=" + name);
        Exporter byVariable =
            Exporter.startBy(
                List.of("env", "-i", locale, "HASHPOOL_EXPORTER_WEB_CONFIG_FILE=" + name),
                directory,
                "serve",
                FEED)) {
      for (Exporter exporter : List.of(byFlag, byVariable)) {
        assertThat(Http.get(exporter.metrics()).headers().firstValue("X-Frame-Options"))
            .contains("deny");
        Files.writeString(file, "nonsense: {}\n");
        hangUp(exporter);
        await().atMost(LONG).until(() -> exporter.log().contains("unknown field"));
        assertThat(exporter.log()).contains("file=\"" + name + "\"");
        Files.writeString(file, "http_server_config: {headers: {X-Frame-Options: deny}}\n");
      }
    }
  }

  @Test
  void hangUpReadsTheWebConfigurationAgainAndEndsNothing() throws Exception {
    Path file = Files.writeString(directory.resolve("web.yml"), "");
    try (Exporter exporter =
        Exporter.start(directory, "serve", FEED, "--web.config.file=" + file)) {
      hangUp(exporter);
      await().atMost(LONG).until(() -> exporter.log().contains("web configuration read again"));
      Files.writeString(file, "nonsense: {}");
      hangUp(exporter);
      await()
          .atMost(LONG)
          .until(
              () ->
                  Http.get(exporter.metrics())
                      .body()
                      .contains("web_config_last_reload_successful 0"));
      assertThat(exporter.process().isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "demo"})
  void hangUpWithoutAWebConfigurationEndsNothing(String command) throws Exception {
    try (Exporter exporter =
        command.equals("serve")
            ? Exporter.start(directory, command, FEED)
            : Exporter.start(directory, command)) {
      hangUp(exporter);
      await().atMost(LONG).until(() -> exporter.log().contains("SIGHUP"));
      assertThat(Http.get(exporter.metrics()).statusCode()).isEqualTo(200);
      exporter.terminate();
      assertThat(exporter.process().exitValue()).isZero();
    }
  }

  /** Where no descriptor is left, a server that still accepts does nothing else. */
  @Test
  void idleConnectionsPastAFewDescriptorsCostNoCore() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try (Exporter exporter =
        Exporter.startBy(
            List.of("bash", "-c", "ulimit -n 64; exec \"$@\"", "bash"), directory, "serve", FEED)) {
      int feed = exporter.feedPort();
      for (int i = 0; i < 100; i++) {
        idle.add(new Socket("127.0.0.1", exporter.metrics().getPort()));
        idle.add(new Socket("127.0.0.1", feed));
      }
      Duration before = cpu(exporter);
      TimeUnit.SECONDS.sleep(3); // the time in which the work is measured
      assertThat(cpu(exporter).minus(before)).isLessThan(Duration.ofMillis(1500));
      for (Socket socket : idle) {
        socket.close();
      }
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(() -> Http.get(exporter.metrics()).statusCode() == 200);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  private static Duration cpu(Exporter exporter) {
    return exporter.process().info().totalCpuDuration().orElseThrow();
  }

  private static void hangUp(Exporter exporter) throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-HUP", Long.toString(exporter.process().pid()))
                .start()
                .waitFor())
        .isZero();
  }
}
