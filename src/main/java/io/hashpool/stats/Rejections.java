package io.hashpool.stats;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The rejected shares of one session, by reason. Most sessions never have most of them, so each
 * count is made when it is first needed. Thread-safe, without locks.
 */
final class Rejections {
  private final AtomicReferenceArray<@Nullable LongAdder> counts =
      new AtomicReferenceArray<>(RejectReason.values().length);

  /** Counts one; whether it is the first of its reason. */
  boolean record(RejectReason reason) {
    LongAdder count = counts.get(reason.ordinal());
    if (count != null) {
      count.increment();
      return false;
    }
    LongAdder mine = new LongAdder();
    LongAdder others = counts.compareAndExchange(reason.ordinal(), null, mine);
    (others == null ? mine : others).increment();
    return others == null;
  }

  /** How many there were. */
  long of(RejectReason reason) {
    LongAdder count = counts.get(reason.ordinal());
    return count == null ? 0 : count.sum();
  }
}
