package io.hashpool.stats;

import java.util.concurrent.atomic.AtomicLong;

/** The highest difficulty that a share reached. Thread-safe, without locks. */
final class BestShare {
  /** Positive doubles are ordered as their bits are. */
  private final AtomicLong bits = new AtomicLong();

  /** Takes in a share's difficulty, a positive number; whether it is the first. */
  boolean record(double difficulty) {
    long candidate = Double.doubleToRawLongBits(difficulty);
    long best = bits.get();
    while (candidate > best && !bits.compareAndSet(best, candidate)) {
      best = bits.get();
    }
    return best == 0;
  }

  /** The highest so far; 0 before the first. */
  double difficulty() {
    return Double.longBitsToDouble(bits.get());
  }
}
