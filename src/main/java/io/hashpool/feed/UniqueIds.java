package io.hashpool.feed;

import io.hashpool.stats.FeedError;
import java.util.Arrays;

/**
 * Finds an id that a snapshot names twice, by sorting: most pools list their downstreams in order,
 * which costs next to nothing. For one thread.
 */
final class UniqueIds {
  private static final int USUAL = 1024;

  private long[] ids = new long[USUAL];
  private int count;

  void clear() {
    count = 0;
  }

  void add(long id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * ids.length);
    }
    ids[count++] = id;
  }

  /** Refuses the line if this array of it names one twice. */
  void require(String array) throws LineRefusedException {
    Arrays.sort(ids, 0, count);
    for (int i = 1; i < count; i++) {
      if (ids[i] == ids[i - 1]) {
        throw new LineRefusedException(
            FeedError.DUPLICATE_ID, array + " has downstream " + ids[i] + " twice");
      }
    }
  }
}
