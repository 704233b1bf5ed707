package io.hashpool.base;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after each failure in a row: twice as long each time, with jitter. For one
 * thread.
 */
public final class Backoff {
  private final long firstNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private long nextNanos;

  /** Steps from the first to the longest, with this randomness. */
  public Backoff(Duration first, Duration max, RandomGenerator random) {
    this.firstNanos = first.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
    this.nextNanos = firstNanos;
  }

  /** It went well: the next failure is the first. */
  public void reset() {
    nextNanos = firstNanos;
  }

  /** How long to wait now: between half of the step and all of it. */
  public long waitNanos() {
    long step = nextNanos;
    nextNanos = step > maxNanos / 2 ? maxNanos : 2 * step;
    return step / 2 + random.nextLong(step - step / 2 + 1);
  }
}
