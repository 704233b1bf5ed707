package io.hashpool.stats;

/** Where the numbers come from, which decides what can be known and so which meters exist. */
public enum StatsOrigin {
  /** A pool in this process records each event: everything is known. */
  IN_PROCESS,
  /**
   * A pool elsewhere reports totals: rejections, difficulty, blocks, failed quotes and the time of
   * connecting are unknown, and absent rather than zero.
   */
  REPORTED
}
