package io.hashpool.ingest;

/**
 * What a number of a source may be. The whole Bitcoin network makes some 1e21 hashes a second; a
 * number far beyond it is an error of the source, and would spoil every sum that it gets into.
 */
public final class Plausible {
  /** The highest hashrate, in hashes a second, and the highest difficulty or sum of them. */
  public static final double MAX = 1e27;

  private Plausible() {}

  /** Whether this can be a hashrate, a difficulty or a sum of difficulties. */
  public static boolean isAmount(double value) {
    return value >= 0 && value <= MAX;
  }

  static void requireDifficulty(double difficulty) {
    if (!isAmount(difficulty)) {
      throw new IllegalArgumentException("a difficulty is 0 to " + MAX + ", not " + difficulty);
    }
  }
}
