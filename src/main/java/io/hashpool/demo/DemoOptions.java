package io.hashpool.demo;

import java.time.Duration;

/**
 * How the demo behaves.
 *
 * @param miners how many miners, at least one of each {@link Behaviour}
 * @param sharesPerMinute the rate that vardiff steers each channel to
 * @param silentAfter after this time one miner falls silent
 * @param reconnectEvery one miner reconnects after this time
 * @param blockInterval the pool's average time between blocks
 * @param seed seeds every random choice except the times of shares
 */
public record DemoOptions(
    int miners,
    double sharesPerMinute,
    Duration silentAfter,
    Duration reconnectEvery,
    Duration blockInterval,
    long seed) {
  /** One of each behaviour. */
  public static final int FEWEST_MINERS = Behaviour.values().length;

  /** One thread could not serve more miners evenly. */
  public static final int MOST_MINERS = 5_000;

  /** More would take too much processor time, as targets have a lower limit. */
  public static final double MOST_SHARES_PER_MINUTE = 1_000;

  /** Twelve miners with twelve shares a minute each, and a block every minute or two. */
  public static final DemoOptions DEFAULTS =
      new DemoOptions(
          12, 12, Duration.ofMinutes(2), Duration.ofSeconds(45), Duration.ofSeconds(80), 1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public DemoOptions {
    if (miners < FEWEST_MINERS || miners > MOST_MINERS) {
      throw new IllegalArgumentException(
          "demo miners must be from "
              + FEWEST_MINERS
              + " (one of each behaviour) to "
              + MOST_MINERS
              + ", not "
              + miners);
    }
    if (!(sharesPerMinute > 0 && sharesPerMinute <= MOST_SHARES_PER_MINUTE)) {
      throw new IllegalArgumentException(
          "demo shares per minute must be above 0 and at most "
              + MOST_SHARES_PER_MINUTE
              + ", not "
              + sharesPerMinute);
    }
    checkPositive("silent-after", silentAfter);
    checkPositive("reconnect interval", reconnectEvery);
    checkPositive("block interval", blockInterval);
  }

  private static void checkPositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("demo " + name + " must be above zero, not " + duration);
    }
  }
}
