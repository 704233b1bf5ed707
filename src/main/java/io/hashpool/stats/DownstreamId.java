package io.hashpool.stats;

/**
 * A pool's number for a connected downstream, unsigned 32-bit. Unique among the live ones only: it
 * comes back after a pool restart.
 *
 * @param value 0 to 4294967295
 */
public record DownstreamId(long value) {
  /** The largest id. */
  public static final long MAX_VALUE = 0xffff_ffffL;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if it is not an unsigned 32-bit number
   */
  public DownstreamId {
    if (value < 0 || value > MAX_VALUE) {
      throw new IllegalArgumentException(
          "a downstream id is an unsigned 32-bit number, not " + value);
    }
  }

  /** The number in decimal, as in the {@code downstream_id} label. */
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
