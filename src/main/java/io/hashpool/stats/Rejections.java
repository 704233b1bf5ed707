package io.hashpool.stats;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The rejected shares of one session, by reason. Most sessions never have most of them, so each
 * count is made when it is first needed. Thread-safe, without locks.
 */
final class Rejections {
  private final AtomicReferenceArray<@Nullable SaturatingTotal> counts =
      new AtomicReferenceArray<>(RejectReason.values().length);

  /** Counts one; whether it is the first of its reason. */
  boolean record(RejectReason reason) {
    return add(reason, 1);
  }

  /** Counts some, an unsigned number; whether they are the first of their reason. */
  boolean add(RejectReason reason, long rejected) {
    SaturatingTotal count = counts.get(reason.ordinal());
    if (count != null) {
      count.add(rejected);
      return false;
    }
    SaturatingTotal mine = new SaturatingTotal();
    SaturatingTotal others = counts.compareAndExchange(reason.ordinal(), null, mine);
    (others == null ? mine : others).add(rejected);
    return others == null;
  }

  /** How many there were. */
  long of(RejectReason reason) {
    SaturatingTotal count = counts.get(reason.ordinal());
    return count == null ? 0 : count.sum();
  }
}
