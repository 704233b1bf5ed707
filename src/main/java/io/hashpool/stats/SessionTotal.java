package io.hashpool.stats;

import io.hashpool.base.Unsigned;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * A total of one session, that only grows and stops at 2^64 - 1. Of a third of the size of a {@link
 * SaturatingTotal}, since a connection has one thread as a rule: several may add, and then wait for
 * each other. Thread-safe, without locks.
 */
final class SessionTotal {
  private static final AtomicLongFieldUpdater<SessionTotal> TOTAL =
      AtomicLongFieldUpdater.newUpdater(SessionTotal.class, "total");

  private volatile long total;

  void increment() {
    add(1);
  }

  /** Adds an unsigned amount. */
  void add(long amount) {
    TOTAL.accumulateAndGet(this, amount, Unsigned::plus);
  }

  /** The total, unsigned. */
  long sum() {
    return total;
  }

  double toDouble() {
    return Unsigned.toDouble(total);
  }
}
