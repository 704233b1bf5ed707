package io.hashpool.demo;

import java.time.Duration;

/**
 * How the demo behaves.
 *
 * @param miners how many, at least one of each {@link Behaviour}
 * @param sharesPerMinute what vardiff steers each channel to
 * @param silentAfter how long the miner that falls silent mines
 * @param reconnectEvery how long the miner that reconnects stays
 * @param blockInterval how long the pool takes to find a block, on average
 * @param seed of all that is random, but for when shares are found
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

  /** Beyond this one thread could no longer serve them evenly. */
  public static final int MOST_MINERS = 5_000;

  /** More would cost more than the demo may: targets have a floor. */
  public static final double MOST_SHARES_PER_MINUTE = 1_000;

  /** Twelve miners of twelve shares a minute, and a block every minute or two. */
  public static final DemoOptions DEFAULTS =
      new DemoOptions(
          12, 12, Duration.ofMinutes(2), Duration.ofSeconds(45), Duration.ofSeconds(80), 1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range, saying which
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
