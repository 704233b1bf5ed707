package io.hashpool.stats;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When the shares of one session came: the last of them, and the mean gap between them. Thread-safe
 * for shares recorded one by one, without locks or allocation; reports are for one thread.
 */
final class ShareTimes {
  /** What there is for the first time, and so a meter to be shown. */
  enum News {
    NONE,
    FIRST_SHARE,
    FIRST_GAP
  }

  /** Before the first share. */
  static final long NEVER = Long.MIN_VALUE;

  /** Reports come in seconds and each some seconds after its share: so much is no step. */
  private static final double LATENESS_SECONDS = 30;

  private final PoolTime time;
  private final ShareInterval interval = new ShareInterval();

  /** Of this process's time. */
  private final AtomicLong recordedAt = new AtomicLong(NEVER);

  /** Unix milliseconds by the reporting pool's clock. */
  private volatile long reportedAt = NEVER;

  /** When the report of that share was taken; never where it was none of a new share. */
  private long heardAt = NEVER;

  ShareTimes(PoolTime time) {
    this.time = time;
  }

  /** A share came at this moment of the pool's time. */
  News record(long now) {
    long before = recordedAt.getAndSet(now);
    if (before == NEVER) {
      return News.FIRST_SHARE;
    }
    return interval.record(1, (now - before) / 1e3) ? News.FIRST_GAP : News.NONE;
  }

  /**
   * A pool elsewhere says when its last share came, and how many were new. Where its clock was set
   * between two reports the gap is the time between the reports.
   */
  News report(long unixMillis, long added) {
    long before = reportedAt;
    long heardBefore = heardAt;
    reportedAt = unixMillis;
    if (added <= 0) {
      return before == NEVER ? News.FIRST_SHARE : News.NONE;
    }
    heardAt = time.millis();
    if (before == NEVER) {
      return News.FIRST_SHARE;
    }
    double gap = (unixMillis - before) / 1e3;
    if (heardBefore != NEVER) {
      double heardGap = (heardAt - heardBefore) / 1e3;
      gap = Math.abs(gap - heardGap) > LATENESS_SECONDS ? heardGap : gap;
    }
    return interval.record(added, gap) ? News.FIRST_GAP : News.NONE;
  }

  /** The last share in unix milliseconds, or {@link #NEVER}. */
  long lastUnixMillis() {
    long reported = reportedAt;
    if (reported != NEVER) {
      return reported;
    }
    long recorded = recordedAt.get();
    return recorded == NEVER ? NEVER : time.unixMillis(recorded);
  }

  /** The mean gap in seconds; NaN before the first. */
  double meanGapSeconds() {
    return interval.seconds();
  }
}
