package io.hashpool.stats;

import io.hashpool.base.Unsigned;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A total that only grows, and stops at 2^64 - 1. Striped, so that many threads add at once; an
 * amount under 2^32, which is nearly every one, costs one addition. Thread-safe.
 */
final class SaturatingTotal {
  private static final int LOW_BITS = 32;
  private static final long LOW_MASK = (1L << LOW_BITS) - 1;

  private final LongAdder low = new LongAdder();

  /** In units of 2^32; most totals never have any. */
  private volatile @Nullable LongAdder high;

  void increment() {
    low.increment();
  }

  /** Adds an unsigned amount. */
  void add(long amount) {
    long highPart = amount >>> LOW_BITS;
    if (highPart != 0) {
      LongAdder units = high();
      // One that is full is left alone, or it would wrap itself in the end.
      if (units.sum() <= LOW_MASK) {
        units.add(highPart);
      }
    }
    low.add(amount & LOW_MASK);
  }

  /** The total, unsigned. */
  long sum() {
    long lowSum = low.sum();
    LongAdder units = high;
    long highSum = (units == null ? 0 : units.sum()) + (lowSum >>> LOW_BITS);
    return highSum > LOW_MASK ? Unsigned.MAX : (highSum << LOW_BITS) + (lowSum & LOW_MASK);
  }

  double toDouble() {
    return Unsigned.toDouble(sum());
  }

  private LongAdder high() {
    LongAdder units = high;
    if (units != null) {
      return units;
    }
    synchronized (this) {
      units = high;
      if (units == null) {
        units = new LongAdder();
        high = units;
      }
      return units;
    }
  }
}
