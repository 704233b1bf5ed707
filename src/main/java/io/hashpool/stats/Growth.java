package io.hashpool.stats;

import io.hashpool.base.Unsigned;
import java.util.Map;

/**
 * What was mined between two reports. Integers are unsigned.
 *
 * @param totals accepted shares, quotes and ehash
 * @param rejected rejected shares by reason
 * @param blocksFound accepted shares that also solved a block
 * @param difficulty the sum of the target difficulties of the accepted shares
 * @param difficultySquared the sum of their squares
 */
public record Growth(
    DownstreamTotals totals,
    Map<RejectReason, Long> rejected,
    long blocksFound,
    double difficulty,
    double difficultySquared) {
  /** Copies the map. */
  public Growth {
    rejected = Map.copyOf(rejected);
  }

  /** Of a source that tells totals only. */
  public Growth(DownstreamTotals totals) {
    this(totals, Map.of(), 0, 0, 0);
  }

  /**
   * What some shares of equal difficulty add, of which the sum is known.
   *
   * @param difficulty their sum
   * @param shares how many they are, unsigned, not 0
   */
  public static double squared(double difficulty, long shares) {
    return difficulty * difficulty / Unsigned.toDouble(shares);
  }

  /** This without its totals, which were counted elsewhere. */
  public Growth withoutTotals() {
    return new Growth(DownstreamTotals.ZERO, rejected, blocksFound, difficulty, difficultySquared);
  }
}
