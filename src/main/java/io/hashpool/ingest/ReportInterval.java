package io.hashpool.ingest;

import io.hashpool.stats.PoolStatsRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a source takes from one report to the next. Says once if that comes near the time after
 * which it counts as silent. For one thread.
 */
final class ReportInterval {
  private static final Logger LOG = LoggerFactory.getLogger(ReportInterval.class);

  private final PoolStatsRegistry registry;
  private final Duration staleAfter;
  private Duration last = Duration.ZERO;
  private Duration shown = Duration.ZERO;
  private boolean said;

  ReportInterval(PoolStatsRegistry registry, Duration staleAfter) {
    this.registry = registry;
    this.staleAfter = staleAfter;
  }

  /** The time between the last two reports. */
  void measured(Duration interval) {
    // The shorter of two, so that one that was held up is not taken for the source's pace.
    Duration pace = interval.compareTo(last) < 0 ? interval : last;
    last = interval;
    if (!said && isNear(pace)) {
      said = true;
      LOG.atWarn()
          .addKeyValue("interval_seconds", pace.toMillis() / 1e3)
          .addKeyValue("stale_after_seconds", staleAfter.toMillis() / 1e3)
          .log(
              "the source reports so seldom that a late report makes it silent; raise"
                  + " --feed.stale-after to three intervals");
    }
    // Only what differs clearly, so that no limit moves with each report.
    long difference = pace.minus(shown).abs().toNanos();
    if (pace.compareTo(staleAfter) <= 0 && difference > shown.toNanos() / 4) {
      shown = pace;
      registry.setReportInterval(pace);
    }
  }

  /** Over two thirds. */
  private boolean isNear(Duration pace) {
    return pace.multipliedBy(3).compareTo(staleAfter.multipliedBy(2)) > 0;
  }
}
