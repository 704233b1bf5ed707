package io.hashpool.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FeedStatsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final FeedStats stats = new FeedStats(registry);

  @Test
  void beforeTheFirstSnapshotTheFeedIsDownAndHasNoLast() {
    assertThat(samples())
        .contains(
            "hashpool_exporter_feed_up 0.0",
            "hashpool_exporter_feed_connections 0.0",
            "hashpool_exporter_feed_snapshots_total 0.0",
            "hashpool_exporter_feed_errors_total{reason=\"not-json\"} 0.0")
        .noneMatch(sample -> sample.contains("last_snapshot"));
  }

  @Test
  void everyReasonIsASeriesFromTheStart() {
    assertThat(samples().stream().filter(sample -> sample.contains("_errors_total")))
        .hasSize(FeedError.values().length);
  }

  @Test
  void snapshotsErrorsAndConnectionsCount() {
    stats.snapshotTaken(Instant.ofEpochMilli(1_730_000_000_500L));
    stats.snapshotTaken(Instant.ofEpochMilli(1_730_000_005_500L));
    stats.error(FeedError.SECOND_POOL);
    stats.connections(3);

    assertThat(samples())
        .contains(
            "hashpool_exporter_feed_up 1.0",
            "hashpool_exporter_feed_last_snapshot_at_seconds 1.7300000055E9",
            "hashpool_exporter_feed_snapshots_total 2.0",
            "hashpool_exporter_feed_errors_total{reason=\"second-pool\"} 1.0",
            "hashpool_exporter_feed_connections 3.0");

    stats.silent();
    assertThat(samples()).contains("hashpool_exporter_feed_up 0.0");
  }

  @Test
  void closingRemovesThemAll() {
    stats.snapshotTaken(Instant.EPOCH);
    stats.close();
    stats.snapshotTaken(Instant.EPOCH);
    assertThat(samples()).isEmpty();
  }

  @Test
  void namesAreThoseOfTheCatalogue() {
    stats.snapshotTaken(Instant.EPOCH);
    List<String> catalogued =
        Stream.of(PoolMeter.values())
            .filter(meter -> meter.name().startsWith("FEED_"))
            .map(PoolMeter::sampleName)
            .sorted()
            .toList();
    assertThat(samples().stream().map(s -> s.split("[{ ]")[0]).distinct().sorted())
        .isEqualTo(catalogued);
  }

  private List<String> samples() {
    return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }
}
