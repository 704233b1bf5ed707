package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import io.hashpool.stats.PoolMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process mines and sends, another receives and exports: the built jar on both sides. */
class FeedIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** What both ways in know; the feed lacks the rest, and takes its times in whole seconds. */
  private static final Set<PoolMeter> COMMON =
      EnumSet.of(
          PoolMeter.POOL_INFO,
          PoolMeter.SERVICE_INFO,
          PoolMeter.DOWNSTREAM_INFO,
          PoolMeter.DOWNSTREAM_SHARES,
          PoolMeter.DOWNSTREAM_QUOTES,
          PoolMeter.DOWNSTREAM_EHASH_MINED,
          PoolMeter.DOWNSTREAM_CHANNELS);

  @TempDir Path directory;

  @Test
  void exporterAcrossTheFeedShowsTheVeryNumbersOfThePool() throws Exception {
    int feedPort = Prometheus.freePort();
    try (Exporter serve =
            Exporter.start(directory, "serve", "--feed.listen-address=127.0.0.1:" + feedPort);
        Exporter demo =
            Exporter.start(
                directory,
                "demo",
                "--demo.shares-per-minute=6",
                "--publish-to=127.0.0.1:" + feedPort,
                "--publish-interval=200ms")) {
      // Slow miners: between two shares there is time to see both sides agree, on all of it.
      await()
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(
              () -> {
                List<String> ofThePool = samples(demo);
                assertThat(ofThePool)
                    .filteredOn(sample -> sample.startsWith("hashpool_pool_downstream_shares"))
                    .hasSize(12)
                    .anyMatch(sample -> !sample.endsWith(" 0.0"));
                assertThat(samples(serve)).isEqualTo(ofThePool);
              });
      assertThat(Http.get(serve.url("/-/ready")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void silentFeedWithdrawsTheDownstreamsAndHealsByItself() throws Exception {
    int feedPort = Prometheus.freePort();
    try (Exporter serve =
        Exporter.start(
            directory,
            "serve",
            "--feed.listen-address=127.0.0.1:" + feedPort,
            "--feed.stale-after=2s")) {
      assertThat(Http.get(serve.url("/-/ready")).statusCode()).isEqualTo(503);
      assertThat(Http.get(serve.url("/api/stats")).body())
          .isEqualTo("{\"error\":\"no data available\"}");
      mineUntilReady(serve, feedPort);
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                assertThat(Http.get(serve.url("/-/ready")).statusCode()).isEqualTo(503);
                assertThat(Http.get(serve.url("/health")).body())
                    .isEqualTo("{\"healthy\":false,\"stale\":true}");
              });
      assertThat(Http.get(serve.metrics()).body())
          .contains("hashpool_exporter_feed_up 0.0")
          .doesNotContain("downstream_id=");
      mineUntilReady(serve, feedPort);
      assertThat(serve.log()).contains("feed silent", "feed back");
    }
  }

  private void mineUntilReady(Exporter serve, int feedPort) throws Exception {
    try (Exporter demo =
        Exporter.start(
            directory, "demo", "--publish-to=127.0.0.1:" + feedPort, "--publish-interval=200ms")) {
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                assertThat(Http.get(serve.url("/-/ready")).statusCode()).isEqualTo(200);
                assertThat(Http.get(serve.metrics()).body()).contains("downstream_id=");
              });
      assertThat(demo.process().isAlive()).isTrue();
    }
  }

  private static List<String> samples(Exporter exporter) throws Exception {
    Set<String> names =
        COMMON.stream().map(PoolMeter::sampleName).collect(Collectors.toCollection(TreeSet::new));
    return Http.get(exporter.metrics())
        .body()
        .lines()
        .filter(line -> names.contains(line.split("[{ ]", 2)[0]))
        .sorted()
        .toList();
  }
}
