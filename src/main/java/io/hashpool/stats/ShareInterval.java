package io.hashpool.stats;

import io.hashpool.base.Unsigned;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The mean gap between accepted shares: the plain mean of the first gaps, as many as its memory
 * holds, an exponentially weighted one from then on, so that it follows a miner whose rate changes
 * but is not swayed by a few lucky shares. It changes only when a share arrives, so silence can't
 * lengthen it.
 *
 * <p>Thread-safe, without locks or allocation.
 */
final class ShareInterval {
  static final int MEMORY = 128;

  /** The memory that notices a change soon. */
  static final int RECENT = 16;

  private final int memory;
  private final AtomicInteger gaps = new AtomicInteger();
  private final AtomicLong meanBits = new AtomicLong();

  ShareInterval(int memory) {
    this.memory = memory;
  }

  /**
   * Takes in the time that some shares took.
   *
   * @param shares how many: an unsigned number, not 0
   * @param seconds how long all of them took together
   * @return whether these were the first
   */
  boolean record(long shares, double seconds) {
    int added = Long.compareUnsigned(shares, memory) < 0 ? (int) shares : memory;
    int before = gaps.get();
    while (before < memory && !gaps.compareAndSet(before, Math.min(before + added, memory))) {
      before = gaps.get();
    }
    double weight = (double) added / Math.min(before + added, memory);
    double gap = Math.max(0, seconds) / Unsigned.toDouble(shares);
    long bits;
    double mean;
    do {
      bits = meanBits.get();
      mean = Double.longBitsToDouble(bits);
    } while (!meanBits.compareAndSet(
        bits, Double.doubleToRawLongBits(mean + weight * (gap - mean))));
    return before == 0;
  }

  /** How many gaps the mean is of, at most the memory. */
  int gaps() {
    return gaps.get();
  }

  /** The mean in seconds; NaN before the first gap. */
  double seconds() {
    return gaps.get() == 0 ? Double.NaN : Double.longBitsToDouble(meanBits.get());
  }
}
