package io.hashpool.stats;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The mean gap between accepted shares: the plain mean of the first {@value #MEMORY} gaps, an
 * exponentially weighted one from then on, so that it follows a miner whose rate changes but is not
 * swayed by a few lucky shares. It changes only when a share arrives, so silence can't lengthen it.
 *
 * <p>Thread-safe, without locks or allocation.
 */
final class ShareInterval {
  static final int MEMORY = 128;

  private final AtomicInteger gaps = new AtomicInteger();
  private final AtomicLong meanBits = new AtomicLong();

  /**
   * Takes in the time that some shares took.
   *
   * @param shares how many, at least 1
   * @param seconds how long all of them took together
   * @return whether these were the first
   */
  boolean record(long shares, double seconds) {
    int added = (int) Math.min(shares, MEMORY);
    int before = gaps.get();
    while (before < MEMORY && !gaps.compareAndSet(before, Math.min(before + added, MEMORY))) {
      before = gaps.get();
    }
    double weight = (double) added / Math.min(before + added, MEMORY);
    double gap = Math.max(0, seconds) / shares;
    long bits;
    double mean;
    do {
      bits = meanBits.get();
      mean = Double.longBitsToDouble(bits);
    } while (!meanBits.compareAndSet(
        bits, Double.doubleToRawLongBits(mean + weight * (gap - mean))));
    return before == 0;
  }

  /** The mean in seconds; NaN before the first gap. */
  double seconds() {
    return gaps.get() == 0 ? Double.NaN : Double.longBitsToDouble(meanBits.get());
  }
}
