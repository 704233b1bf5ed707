package io.hashpool.pool;

import java.util.Objects;

/**
 * How the pool sets its channels' targets.
 *
 * @param sharesPerMinute the rate that vardiff steers each channel to
 * @param easiestTarget the easiest target that vardiff sets; a slower miner sends fewer shares
 * @param sharesRemembered how many accepted shares a channel remembers on one tip, to recognise
 *     duplicates
 */
public record PoolConfig(double sharesPerMinute, Target easiestTarget, int sharesRemembered) {
  /** Enough for one share per second on a tip that lasts four hours. */
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

  /** With the default number of remembered shares. */
  public PoolConfig(double sharesPerMinute, Target easiestTarget) {
    this(sharesPerMinute, easiestTarget, DEFAULT_SHARES_REMEMBERED);
  }
}
