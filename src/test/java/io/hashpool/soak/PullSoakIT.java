package io.hashpool.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.e2e.Exporter;
import io.hashpool.e2e.Prometheus;
import io.hashpool.http.Http;
import io.hashpool.pull.ScriptedSource;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A minute of what {@code scripts/pull-soak.sh} runs for as long as one likes: a pool that is asked
 * mines, loses miners and gets others, falls silent and restarts, and a real Prometheus scrapes the
 * exporter that asks it. Every total in Prometheus is the pool's own, to the share.
 */
class PullSoakIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final Random random = new Random(1);
  private final ScriptedSource source = ScriptedSource.start();
  private String kind = "";
  private PullModel model = new PullModel(0, 0);

  PullSoakIT() throws Exception {}

  @Test
  void totalsOfAHashpoolAreItsOwnToTheShare() throws Exception {
    run("hashpool");
  }

  @Test
  void totalsOfAnSriPoolAreItsOwnToTheShare() throws Exception {
    run("sri");
  }

  private void run(String sourceKind) throws Exception {
    kind = sourceKind;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("pull.soak.seconds", 30));
    Path report =
        Path.of(System.getProperty("pull.soak.report", "target/pull-soak-report") + "-" + kind);
    model = new PullModel(random.nextLong(), now() - 1000);
    try (PrintStream out =
            new PrintStream(Files.newOutputStream(report), true, StandardCharsets.UTF_8);
        ScriptedSource closedAtTheEnd = source) {
      answer();
      try (Exporter exporter =
              Exporter.start(
                  directory,
                  "serve",
                  "--pull=" + kind + "=" + closedAtTheEnd.base(),
                  "--pull.interval=200ms",
                  "--pull.refresh=300ms",
                  "--feed.stale-after=2s");
          Prometheus prometheus = prometheus(exporter)) {
        awaitSame(exporter, "hashpool_pool_downstreams", model.live());
        int laps = 0;
        int silences = 0;
        int restartCount = 0;
        long restartedAt = now();
        while (System.nanoTime() < end || restartCount == 0) {
          laps++;
          model.mine();
          // Who leaves was seen before: nobody can know what was mined unseen by one who left.
          show(exporter);
          model.churn();
          show(exporter);
          boolean restarts = laps % 7 == 0 && now() - restartedAt > 5;
          if (laps % 5 == 0) {
            silences++;
            source.answer("/metrics", 503, "busy\n");
            awaitSame(exporter, "hashpool_exporter_feed_up", 0);
            if (!restarts) {
              model.mine();
            }
          }
          if (restarts) {
            restartCount++;
            restartedAt = now();
            // A second ago, for an uptime that is not 0.
            model.restart(restartedAt - 1);
            model.mine();
          }
          show(exporter);
          out.printf(
              "lap %d: %d silences, %d restarts, %d live, %d shares, %d connections%n",
              laps, silences, restartCount, model.live(), model.shares, model.connections);
        }
        for (Map.Entry<String, Long> total : totals().entrySet()) {
          await()
              .atMost(LONG)
              .untilAsserted(
                  () ->
                      assertThat(prometheus.value("sum(" + total.getKey() + ")"))
                          .as(total.getKey())
                          .isEqualTo(total.getValue().doubleValue()));
          assertThat(prometheus.value("sum(resets(" + total.getKey() + "[1d]))")).isZero();
        }
        assertThat(silences).isPositive();
        out.printf(
            "%s: %d laps, every total in Prometheus is the pool's: %s%n", kind, laps, totals());
      }
    }
  }

  /** Shows the pool as it is, and waits until the exporter shows the same. */
  private void show(Exporter exporter) {
    answer();
    totals().forEach((sample, value) -> awaitSame(exporter, sample, value));
    awaitSame(exporter, "hashpool_pool_downstreams", model.live());
    awaitSame(exporter, "hashpool_pool_downstream_shares_total", model.sharesOfTheLive());
  }

  private void answer() {
    long now = now();
    source.setDate(Optional.of(Instant.ofEpochSecond(now)));
    source.answer("/api/v1/global", "{\"uptime_secs\":" + model.uptime(now) + "}");
    source.answer("/metrics", kind.equals("sri") ? model.sri(now) : model.hashpool());
  }

  private Map<String, Long> totals() {
    Map<String, Long> totals = new TreeMap<>();
    totals.put("hashpool_pool_shares_total", model.shares);
    totals.put("hashpool_pool_connections_total", model.connections);
    totals.put("hashpool_pool_disconnections_total", model.disconnections);
    if (kind.equals("sri")) {
      totals.put("hashpool_pool_rejected_shares_total", model.stale);
      totals.put("hashpool_pool_difficulty_total", PullModel.DIFFICULTY * model.shares);
    } else {
      totals.put("hashpool_pool_quotes_total", model.quotes);
      totals.put("hashpool_pool_ehash_mined_total", PullModel.EHASH * model.quotes);
    }
    return totals;
  }

  private static void awaitSame(Exporter exporter, String sample, long value) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(sum(Http.get(exporter.metrics()).body(), sample))
                    .as(sample)
                    .isEqualTo(value));
  }

  /** The sum of all samples of this name. */
  private static double sum(String exposition, String name) {
    return exposition
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private Prometheus prometheus(Exporter exporter) throws Exception {
    return Prometheus.start(
        Files.createDirectory(directory.resolve("prometheus")),
        """
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
        scrape_configs:
          - job_name: hashpool
            static_configs:
              - targets: ["%s"]
        """
            .formatted(exporter.metrics().getAuthority()));
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }
}
