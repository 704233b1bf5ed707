package io.hashpool.pool;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * The shares of a channel that the pool paid on the current tip, so that it pays none twice.
 *
 * <p>Two shares are the same if their headers are, and so their hashes. Eight bytes of the hash
 * tell them apart: the eight that work does not make zero. Bounded: once full, it refuses every
 * further share, because it could not recognise a duplicate. Vardiff keeps an honest channel far
 * below the limit.
 *
 * <p>Not thread-safe; the channel guards it.
 */
final class AcceptedShares {
  private final int capacity;
  private final Set<Long> fingerprints = new HashSet<>();

  AcceptedShares(int capacity) {
    this.capacity = capacity;
  }

  /** Whether this share may have been paid before. */
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
