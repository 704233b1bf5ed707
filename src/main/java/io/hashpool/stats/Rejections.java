package io.hashpool.stats;

import org.jspecify.annotations.Nullable;

/**
 * The rejected shares of one session, by reason. Most sessions never have most of them, so each
 * count is made when it is first needed. Thread-safe; only the first of a reason takes a lock.
 */
final class Rejections {
  /** Of the latest reason, and through it of the others. */
  private volatile @Nullable Count latest;

  private record Count(RejectReason reason, SessionTotal total, @Nullable Count earlier) {}

  /** Counts one; whether it is the first of its reason. */
  boolean record(RejectReason reason) {
    return add(reason, 1);
  }

  /** Counts some, an unsigned number; whether they are the first of their reason. */
  boolean add(RejectReason reason, long rejected) {
    Count count = find(reason);
    if (count == null) {
      return addPerhapsFirst(reason, rejected);
    }
    count.total.add(rejected);
    return false;
  }

  /** How many there were. */
  long of(RejectReason reason) {
    Count count = find(reason);
    return count == null ? 0 : count.total.sum();
  }

  private synchronized boolean addPerhapsFirst(RejectReason reason, long rejected) {
    Count count = find(reason);
    boolean first = count == null;
    if (count == null) {
      count = new Count(reason, new SessionTotal(), latest);
    }
    count.total.add(rejected);
    if (first) {
      latest = count;
    }
    return first;
  }

  private @Nullable Count find(RejectReason reason) {
    Count count = latest;
    while (count != null && count.reason != reason) {
      count = count.earlier;
    }
    return count;
  }
}
