package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/production.md is held to what can be measured and run here. */
class ProductionPageIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Path DOC = Path.of("docs", "production.md");

  @TempDir static Path directory;

  private static Exporter demo;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    demo = Exporter.start(directory, "demo", "--demo.shares-per-minute=60");
    prometheus =
        Prometheus.start(
            directory,
            Files.readString(Path.of("prometheus.yml"))
                .replace("127.0.0.1:19108", demo.metrics().getAuthority())
                .replace(": 5s", ": 1s")
                .replace("rules/", Path.of("rules").toAbsolutePath() + "/"));
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  /** The page's arithmetic stands on these; the sizes may move with the length of the numbers. */
  @Test
  void pageSaysHowManySeriesAndBytesADownstreamTakes() throws Exception {
    Map<String, List<Double>> said = costTable();
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(mostSeriesOfADownstream(demo)).isEqualTo(said.get("in process").get(0)));
    int feedPort = Prometheus.freePort();
    int downstreams = 1000;
    try (Exporter serve =
            Exporter.start(directory, "serve", "--feed.listen-address=127.0.0.1:" + feedPort);
        SnapshotSender pool = new SnapshotSender(feedPort)) {
      pool.send(downstreams, 1000);
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(perDownstream(serve).count()).isGreaterThanOrEqualTo(downstreams));
      // The first report is a baseline; two that grow make the first gap.
      pool.send(downstreams, 1001);
      pool.send(downstreams, 1002);
      List<Double> cost = said.get("snapshot feed");
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(perDownstream(serve).count() / (double) downstreams)
                      .isEqualTo(cost.get(0)));
      double bytes = perDownstream(serve).mapToInt(line -> line.length() + 1).sum();
      assertThat(bytes / downstreams).isCloseTo(cost.get(1), within(0.1 * cost.get(1)));
    }
  }

  @Test
  void commandsOfThePageRun() throws Exception {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(prometheus.value("up{job=\"hashpool\"}")).isEqualTo(1));
    Matcher block =
        Pattern.compile("(?:<!-- not tested here: ([^>]*) -->\\n)?```sh\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOC));
    int run = 0;
    while (block.find()) {
      if (block.group(1) != null) {
        assertThat(block.group(1)).isNotBlank();
        continue;
      }
      run++;
      String commands =
          block
              .group(2)
              .replace("127.0.0.1:19108", demo.metrics().getAuthority())
              .replace("127.0.0.1:9090", prometheus.url().getAuthority());
      assertRuns(commands);
    }
    assertThat(run).isGreaterThanOrEqualTo(3);
  }

  @Test
  void configurationOnThePageIsValid() throws Exception {
    List<String> blocks =
        Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOC))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).hasSizeGreaterThan(1);
    for (String block : blocks) {
      Path file = Files.writeString(directory.resolve("block.yml"), block);
      assertRuns("promtool check config --syntax-only " + file);
    }
  }

  private static void assertRuns(String commands) throws Exception {
    Process shell =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
            .redirectErrorStream(true)
            .start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor(60, TimeUnit.SECONDS)).as(commands).isTrue();
    assertThat(shell.exitValue()).as(commands + output).isZero();
  }

  private static Stream<String> perDownstream(Exporter exporter) throws Exception {
    return Http.get(exporter.metrics())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#") && line.contains("downstream_id="));
  }

  /** Rejections apart, which have a series a reason. */
  private static double mostSeriesOfADownstream(Exporter exporter) throws Exception {
    return perDownstream(exporter)
        .filter(line -> !line.contains("reason="))
        .collect(
            Collectors.groupingBy(
                line -> line.replaceFirst(".*downstream_id=\"(\\d+)\".*", "$1"),
                Collectors.counting()))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  /** By way in: series a downstream, bytes a downstream. */
  private static Map<String, List<Double>> costTable() throws IOException {
    return Pattern.compile("^\\| ([a-z ]+) \\| (\\d+) \\| (\\d+) \\|", Pattern.MULTILINE)
        .matcher(Files.readString(DOC))
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(1),
                row -> IntStream.of(2, 3).mapToObj(i -> Double.valueOf(row.group(i))).toList()));
  }
}
