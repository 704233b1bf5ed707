package io.hashpool.stats;

/**
 * What a downstream has mined since it connected, as unsigned 64-bit totals.
 *
 * @param shares accepted shares
 * @param quotes quotes created
 * @param ehash ehash units mined
 */
public record DownstreamTotals(long shares, long quotes, long ehash) {
  /** Nothing yet. */
  public static final DownstreamTotals ZERO = new DownstreamTotals(0, 0, 0);

  /** Whether no total is below its counterpart, as is so within one session. */
  public boolean continues(DownstreamTotals earlier) {
    return Long.compareUnsigned(shares, earlier.shares) >= 0
        && Long.compareUnsigned(quotes, earlier.quotes) >= 0
        && Long.compareUnsigned(ehash, earlier.ehash) >= 0;
  }

  /** What was added since. Meaningful only where this {@linkplain #continues continues} it. */
  public DownstreamTotals minus(DownstreamTotals earlier) {
    return new DownstreamTotals(
        shares - earlier.shares, quotes - earlier.quotes, ehash - earlier.ehash);
  }
}
