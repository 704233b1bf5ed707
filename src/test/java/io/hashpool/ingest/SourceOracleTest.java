package io.hashpool.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hashpool.base.Clocks;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * A pool of random silence, churn, restarts and reused ids, at any interval from a second to ten
 * times the time to silence: at each scrape every number is the one that the pool knows to be true.
 * No share is lost, none counted twice, and none from before the first report. {@code
 * -Doracle.comparisons=N} compares more numbers than a build does.
 */
class SourceOracleTest {
  private static final Duration STALE_AFTER = Duration.ofSeconds(45);
  private static final long COMPARISONS = Long.getLong("oracle.comparisons", 350_000);
  private static final int REPORTS_A_RUN = 300;

  private static final Peer PEER = new OnlySource("model");

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.hashpool");

  @BeforeEach
  void writeNoLog() {
    logger.setLevel(Level.OFF);
  }

  @AfterEach
  void writeTheLogAgain() {
    logger.setLevel(null);
  }

  @ParameterizedTest
  @EnumSource
  void everyNumberIsTheTruthAtEachScrape(ModelSource.Kind kind) {
    long compared = 0;
    for (long seed = 0; compared < COMPARISONS; seed++) {
      Run run = new Run(kind, seed);
      run.toTheEnd();
      compared += run.compared;
    }
    assertThat(compared).isGreaterThanOrEqualTo(COMPARISONS);
  }

  /** One source and one exporter. */
  private static final class Run {
    private final String name;
    private final Random random;
    private final ModelSource source;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SourceMonitor monitor;
    private final long meanMillis;
    private Instant now = Instant.ofEpochSecond(1_730_000_000);
    private Instant reportedAt = now;
    private long compared;

    Run(ModelSource.Kind kind, long seed) {
      this.name = kind + ", seed " + seed;
      this.random = new Random(seed);
      this.source = new ModelSource(random, kind, now);
      // From a second to ten times the time to silence, as many short ones as long ones.
      this.meanMillis = (long) (1000 * Math.pow(450, random.nextDouble()));
      Clocks clocks = Clocks.simulated(() -> now);
      PoolStatsRegistry registry =
          PoolStatsRegistry.builder(meters)
              .origin(
                  kind == ModelSource.Kind.CHANNELS ? StatsOrigin.MONITORED : StatsOrigin.REPORTED)
              .clock(clocks)
              .build();
      this.monitor = new SourceMonitor(registry, new FeedStats(meters), clocks, STALE_AFTER);
    }

    void toTheEnd() {
      for (int i = 0; i < REPORTS_A_RUN; i++) {
        report();
        compare(false);
        long millis = (long) (meanMillis * (0.8 + 0.4 * random.nextDouble()));
        if (random.nextInt(20) == 0) {
          millis = random.nextInt(450_000) + 1;
        }
        now = now.plusMillis(millis / 2);
        monitor.tick();
        compare(isSilent());
        now = now.plusMillis(millis - millis / 2);
        monitor.tick();
        compare(isSilent());
      }
    }

    private void report() {
      source.live();
      int chance = random.nextInt(100);
      if (chance < 3) {
        source.restart(now);
      } else if (chance < 5 && isSilent()) {
        source.becomeAnother();
      }
      monitor.take(source.report(now), PEER);
      reportedAt = now;
    }

    private boolean isSilent() {
      return Duration.between(reportedAt, now).compareTo(STALE_AFTER) > 0;
    }

    private void compare(boolean silent) {
      Map<String, Double> expected = new TreeMap<>();
      expected.put("hashpool.pool.shares", (double) source.shares());
      expected.put("hashpool.pool.connections", (double) source.connections());
      expected.put("hashpool.pool.disconnections", (double) source.disconnections());
      if (!silent) {
        source
            .shown()
            .forEach(
                (id, connection) ->
                    expected.put(
                        "hashpool.pool.downstream.shares " + id, (double) connection.reported()));
      }
      Map<String, Double> shown = new TreeMap<>();
      for (Meter meter : meters.getMeters()) {
        if (meter instanceof FunctionCounter counter) {
          String id = meter.getId().getTag("downstream_id");
          String key = meter.getId().getName() + (id == null ? "" : " " + id);
          if (expected.containsKey(key) || key.startsWith("hashpool.pool.downstream.shares")) {
            shown.put(key, counter.count());
          }
        }
      }
      assertThat(shown).as(name).isEqualTo(expected);
      compared += expected.size();
    }
  }
}
