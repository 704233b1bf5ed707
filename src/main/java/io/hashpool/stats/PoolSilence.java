package io.hashpool.stats;

import io.hashpool.base.FailureLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * The last share of the whole pool, and when its silence is no longer chance, as two gauges. They
 * stay when nobody is connected, and are withdrawn while the source is silent, when nothing is
 * known.
 *
 * <p>An exporter that is restarted over a pool that stopped has not seen a share. Where the first
 * report shows that the pool had some, its silence is counted from that report. Thread-safe.
 */
final class PoolSilence {
  private final PoolTime time;
  private final Silence silence;
  private final Supplier<LongStream> liveSessionsLastShares;

  /** Of the pool's time. */
  private final AtomicLong endedSessionsLastShare = new AtomicLong(ShareTimes.NEVER);

  private final AtomicLong countedFrom = new AtomicLong(ShareTimes.NEVER);

  /** The gaps between reports with shares: a change of all miners' difficulty shows here first. */
  private final ShareInterval reportedGaps = new ShareInterval(ShareInterval.RECENT);

  private final AtomicLong reportedLastAt = new AtomicLong(ShareTimes.NEVER);

  private volatile boolean shareSeen;
  private boolean sourceSilent; // guarded by this
  private final ShownGauge lastShareAt;
  private final ShownGauge silentAt;

  /**
   * Of one pool.
   *
   * @param liveSessionsLastShares the last share of each live session in the pool's time, or {@link
   *     ShareTimes#NEVER}
   */
  PoolSilence(
      PoolTime time,
      Silence silence,
      Supplier<LongStream> liveSessionsLastShares,
      MeterRegistry registry,
      FailureLog failures) {
    this.time = time;
    this.silence = silence;
    this.liveSessionsLastShares = liveSessionsLastShares;
    this.lastShareAt =
        new ShownGauge(
            registry, PoolMeter.POOL_LAST_SHARE_AT, () -> unixSeconds(lastShare()), failures);
    this.silentAt =
        new ShownGauge(registry, PoolMeter.POOL_SILENT_AT, this::silentAtSeconds, failures);
  }

  /** A session had its first share. */
  void shareSeen() {
    if (!shareSeen) {
      shareSeen = true;
      show();
    }
  }

  /** A report shows so many new shares of one session, unsigned, not 0. */
  void reported(long shares) {
    long now = time.millis();
    long before = reportedLastAt.getAndSet(now);
    if (before != ShareTimes.NEVER) {
      reportedGaps.record(shares, (now - before) / 1e3);
    }
  }

  /** A report shows shares of which none was seen to come. */
  void earlierSharesShown() {
    if (countedFrom.compareAndSet(ShareTimes.NEVER, time.millis())) {
      show();
    }
  }

  /** A session ends; its last share was at this moment of the pool's time, if it had any. */
  void ending(long lastShareAt) {
    endedSessionsLastShare.accumulateAndGet(lastShareAt, Math::max);
  }

  /** Whether the source of the numbers is silent, so that nothing is known. */
  synchronized void sourceSilent(boolean silent) {
    sourceSilent = silent;
    show();
  }

  synchronized void close() {
    lastShareAt.show(false);
    silentAt.show(false);
  }

  private synchronized void show() {
    lastShareAt.show(shareSeen && !sourceSilent);
    silentAt.show((shareSeen || countedFrom.get() != ShareTimes.NEVER) && !sourceSilent);
  }

  private long lastShare() {
    return liveSessionsLastShares.get().reduce(endedSessionsLastShare.get(), Math::max);
  }

  private double silentAtSeconds() {
    double recentMean =
        reportedGaps.gaps() == ShareInterval.RECENT ? reportedGaps.seconds() : Double.NaN;
    return unixSeconds(Math.max(lastShare(), countedFrom.get()))
        + silence.poolLimitSeconds(recentMean);
  }

  private double unixSeconds(long at) {
    return time.unixMillis(at) / 1e3;
  }
}
