package io.hashpool.pool;

import java.util.Objects;

/**
 * How the pool sets its channels' targets.
 *
 * @param sharesPerMinute what vardiff steers each channel to
 * @param easiestTarget what it never goes beyond, so that a slow miner just sends fewer shares
 * @param sharesRemembered accepted shares a channel remembers on one tip, against duplicates
 */
public record PoolConfig(double sharesPerMinute, Target easiestTarget, int sharesRemembered) {
  /** Enough for a share a second over a tip of four hours. */
  public static final int DEFAULT_SHARES_REMEMBERED = 16_384;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a rate or a number is not positive
   */
  public PoolConfig {
    Objects.requireNonNull(easiestTarget, "easiestTarget");
    if (!(sharesPerMinute > 0) || sharesPerMinute == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "shares per minute is a positive finite number, not " + sharesPerMinute);
    }
    if (sharesRemembered < 1) {
      throw new IllegalArgumentException(
          "a channel remembers at least 1 share, not " + sharesRemembered);
    }
  }

  /** With the default memory. */
  public PoolConfig(double sharesPerMinute, Target easiestTarget) {
    this(sharesPerMinute, easiestTarget, DEFAULT_SHARES_REMEMBERED);
  }
}
