package io.hashpool.feed;

import org.jspecify.annotations.Nullable;

/** What the pool last said of each downstream. */
@FunctionalInterface
interface LastReports {
  /** Of this one, or null where nothing is known of it. */
  @Nullable DownstreamReport of(long id);
}
