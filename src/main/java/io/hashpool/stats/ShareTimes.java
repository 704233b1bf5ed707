package io.hashpool.stats;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When the shares of one session came: the last of them, the mean gap between them, and the mean
 * difficulty that they were asked for. All durations are of this process's steady time, those of
 * reported shares too: each is taken to have come at the report that brought it.
 *
 * <p>Thread-safe, without locks or allocation.
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

  private final PoolTime time;
  private final ShareInterval interval = new ShareInterval(ShareInterval.MEMORY);
  private final ShareInterval recentInterval = new ShareInterval(ShareInterval.RECENT);

  /** Of the pool's time. */
  private final AtomicLong lastAt = new AtomicLong(NEVER);

  /** Unix milliseconds by the reporting pool's clock. */
  private volatile long reportedAt = NEVER;

  /** Of the gaps in the mean; 0 where it is unknown. A race may lose one share's part in it. */
  private volatile double meanDifficulty;

  private volatile double lastDifficulty;

  ShareTimes(PoolTime time) {
    this.time = time;
  }

  /** Some shares came until this moment of the pool's time: an unsigned number, not 0. */
  News record(long now, long shares) {
    long before = lastAt.getAndSet(now);
    if (before == NEVER) {
      return News.FIRST_SHARE;
    }
    double seconds = (now - before) / 1e3;
    if (meanDifficulty == 0) {
      recentInterval.record(shares, seconds);
    }
    return interval.record(shares, seconds) ? News.FIRST_GAP : News.NONE;
  }

  /** The difficulty that a share was asked for, after {@link #record} of that share. */
  void recordDifficulty(double difficulty) {
    double mean = meanDifficulty;
    if (difficulty != mean) {
      int gaps = interval.gaps();
      meanDifficulty = mean == 0 || gaps <= 1 ? difficulty : mean + (difficulty - mean) / gaps;
    }
    if (difficulty != lastDifficulty) {
      lastDifficulty = difficulty;
    }
  }

  /** A pool elsewhere says when its last share came, in unix milliseconds by its own clock. */
  void reported(long unixMillis) {
    reportedAt = unixMillis;
  }

  /** The last share in this process's time, or {@link #NEVER}. */
  long lastMillis() {
    return lastAt.get();
  }

  /** The last share in unix milliseconds, or {@link #NEVER}. */
  long lastUnixMillis() {
    long reported = reportedAt;
    if (reported != NEVER) {
      return reported;
    }
    long recorded = lastAt.get();
    return recorded == NEVER ? NEVER : time.unixMillis(recorded);
  }

  /** The mean gap in seconds; NaN before the first. */
  double meanGapSeconds() {
    return interval.seconds();
  }

  /**
   * How fast the shares come.
   *
   * @param targetDifficulty what a share is asked for now; NaN where that is not told, and is taken
   *     to be as for the last share
   */
  Pace pace(double targetDifficulty) {
    int gaps = interval.gaps();
    double mean = meanDifficulty;
    if (mean == 0) {
      return new Pace(gaps, interval.seconds(), recentInterval.seconds(), 1);
    }
    double difficulty = targetDifficulty > 0 ? targetDifficulty : lastDifficulty;
    return new Pace(gaps, interval.seconds(), Double.NaN, Math.max(1, difficulty / mean));
  }
}
