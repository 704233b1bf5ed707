package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import io.hashpool.stats.PoolMeter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar's demo, under a real Prometheus with the project's own configuration. */
class DemoIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private static Exporter demo;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    demo =
        Exporter.start(
            directory,
            "demo",
            "--demo.shares-per-minute=120",
            "--demo.reconnect-every=8s",
            "--demo.block-interval=5s");
    String configuration =
        Files.readString(Path.of("prometheus.yml"))
            .replace("127.0.0.1:19108", demo.metrics().getAuthority())
            .replace(": 5s", ": 1s");
    assertThat(configuration).contains(demo.metrics().getAuthority());
    prometheus =
        Prometheus.start(
            directory,
            configuration.replace("rules/", Path.of("rules").toAbsolutePath().normalize() + "/"));
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(prometheus.value("up{job=\"hashpool\"}")).isEqualTo(1));
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

  @Test
  void prometheusSeesEachDownstreamsSharesGrow() {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        prometheus.query(
                            "increase(hashpool_pool_downstream_shares_total[30s]) > 0"))
                    .hasSizeGreaterThan(5));
  }

  @Test
  void everyMeterOfTheCatalogueHasALiveSample() {
    Set<String> missing = new TreeSet<>();
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              missing.clear();
              String scrape = Http.get(demo.metrics()).body();
              for (PoolMeter meter : PoolMeter.values()) {
                if (meter.isShownInProcess() && !scrape.contains("\n" + meter.sampleName())) {
                  missing.add(meter.sampleName());
                }
              }
              assertThat(missing).isEmpty();
              assertThat(scrape).containsPattern("(?m)^hashpool_pool_blocks_found_total [1-9]");
              assertThat(scrape).contains("hashpool_exporter_build_info{");
            });
  }

  @Test
  void sumOverSessionsLiveAndGoneAgreesWithThePoolTotal() {
    // Each session's last total, also of those that ended, at one scrape's instant; a share more or
    // less may fall between the last scrape of a session and its end.
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(prometheus.value("hashpool_pool_disconnections_total")).isPositive();
              double gone = prometheus.value("hashpool_pool_disconnections_total");
              double sessions =
                  prometheus.value(
                      "sum(max_over_time(hashpool_pool_downstream_shares_total[10m]))");
              double total = prometheus.value("hashpool_pool_shares_total");
              assertThat(sessions).isBetween(total - gone * 8, total);
            });
  }

  @Test
  void disconnectedDownstreamsSeriesEndWhileTheTotalsKeepItsShares() throws Exception {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(ended().keySet())
                    .as("downstreams that have come and gone")
                    .isNotEmpty());
    Map<String, String> gone = ended().keySet().iterator().next();
    String id = gone.get("downstream_id");
    assertThat(prometheus.query("{__name__=~\"hashpool_pool_.*\",downstream_id=\"" + id + "\"}"))
        .isEmpty();
    double itsShares =
        prometheus.value(
            "max_over_time(hashpool_pool_downstream_shares_total{downstream_id=\""
                + id
                + "\"}[10m])");
    double live = prometheus.value("sum(hashpool_pool_downstream_shares_total)");
    assertThat(prometheus.value("hashpool_pool_shares_total"))
        .isGreaterThanOrEqualTo(live + itsShares);
  }

  @Test
  void promtoolFindsNoFaultWithTheMetrics() throws Exception {
    Path scrape = directory.resolve("scrape.prom");
    Files.writeString(scrape, Http.get(demo.metrics()).body());
    assertRuns(scrape, "promtool", "check", "metrics");
  }

  @Test
  void strictOpenMetricsParserAcceptsTheOutput() throws Exception {
    Path scrape = directory.resolve("scrape.om");
    Files.writeString(
        scrape,
        Http.get(demo.metrics(), "Accept", "application/openmetrics-text; version=1.0.0").body());
    assertRuns(
        scrape,
        "/usr/bin/python3",
        "-c",
        "import sys\n"
            + "from prometheus_client.openmetrics.parser import text_fd_to_metric_families\n"
            + "families = list(text_fd_to_metric_families(sys.stdin))\n"
            + "assert len(families) > 30, len(families)\n");
  }

  @Test
  void sigtermEndsItCleanlyWithinTwoSeconds() throws Exception {
    try (Exporter other = Exporter.start(directory, "demo")) {
      assertThat(Http.get(other.url("/-/ready")).statusCode()).isEqualTo(200);
      assertThat(other.terminate()).isLessThan(Duration.ofSeconds(2));
      assertThat(other.process().exitValue()).isZero();
      assertThat(other.log()).contains("msg=stopped").doesNotContain("level=error");
    }
  }

  private static Map<Map<String, String>, Double> ended() throws Exception {
    return prometheus.query(
        "max_over_time(hashpool_pool_downstream_shares_total[10m]) > 0"
            + " unless hashpool_pool_downstream_shares_total");
  }

  private static void assertRuns(Path input, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command) + "\n" + output).isZero();
  }
}
