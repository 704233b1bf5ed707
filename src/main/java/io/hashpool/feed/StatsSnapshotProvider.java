package io.hashpool.feed;

import io.hashpool.stats.PoolSnapshot;

/** Where a publisher gets what it sends; {@code PoolStatsRegistry::snapshot} is one. */
@FunctionalInterface
public interface StatsSnapshotProvider {
  /** The pool at this moment. Called on the publisher's thread, once an interval. */
  PoolSnapshot snapshot();
}
