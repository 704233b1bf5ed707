package io.hashpool.stats;

/** Where the numbers come from, which decides what can be known and so which meters exist. */
public enum StatsOrigin {
  /** A pool in this process records each event: everything is known. */
  IN_PROCESS,
  /**
   * A hashpool elsewhere reports totals of shares, quotes and ehash: rejections, difficulty, blocks
   * and failed quotes are unknown, and absent rather than zero.
   */
  REPORTED,
  /**
   * An application of the SV2 reference implementation reports what its monitoring tells: shares,
   * rejections and blocks, and of some the work. It makes no quotes and no ehash.
   */
  MONITORED
}
