package io.hashpool.base;

/** Unsigned 64-bit numbers in the bits of a long. They stop at the highest in place of wrapping. */
public final class Unsigned {
  /** The highest, 2^64 - 1. */
  public static final long MAX = -1L;

  private Unsigned() {}

  /** The sum, or the highest number if that is less. */
  public static long plus(long a, long b) {
    long sum = a + b;
    return Long.compareUnsigned(sum, a) < 0 ? MAX : sum;
  }

  /** By how much a number is above another; 0 if it is not. */
  public static long above(long number, long other) {
    return Long.compareUnsigned(number, other) > 0 ? number - other : 0;
  }

  /** The higher of two. */
  public static long max(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  /** The nearest floating-point number. */
  public static double toDouble(long number) {
    // The sign bit is worth 2^63; halving first keeps the rounding right.
    return number >= 0 ? number : ((number >>> 1) | (number & 1)) * 2.0;
  }
}
