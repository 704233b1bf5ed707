package io.hashpool.pool;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * The shares that a channel has been paid for on the current tip, so that none is paid twice.
 *
 * <p>Two shares are the same if their headers are, and so their hashes. Eight bytes of the hash
 * tell them apart: the eight that work does not make zero. Bounded; once full it takes no further
 * share, since what can't be told from a duplicate must not be paid. Vardiff keeps an honest
 * channel far below that.
 *
 * <p>Not thread-safe: its channel guards it.
 */
final class AcceptedShares {
  private final int capacity;
  private final Set<Long> fingerprints = new HashSet<>();

  AcceptedShares(int capacity) {
    this.capacity = capacity;
  }

  /** Whether a share may be one that was paid before. */
  boolean mayContain(Hash256 hash) {
    return fingerprints.size() >= capacity || fingerprints.contains(fingerprint(hash));
  }

  void add(Hash256 hash) {
    fingerprints.add(fingerprint(hash));
  }

  /** The tip moved: no earlier share can be accepted again. */
  void clear() {
    fingerprints.clear();
  }

  int size() {
    return fingerprints.size();
  }

  private static long fingerprint(Hash256 hash) {
    return ByteBuffer.wrap(hash.toInternalBytes()).getLong();
  }
}
