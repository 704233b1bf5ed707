package io.hashpool.ingest;

import java.util.Optional;

/**
 * What the feed knows at this moment. Immutable.
 *
 * @param latest the last pool snapshot taken, with the job declarators that live; empty before the
 *     first
 * @param up whether the pool's snapshots arrive, and are not overdue
 */
public record SourceState(Optional<PoolReport> latest, boolean up) {
  /** Before the first snapshot. */
  static final SourceState NOTHING_YET = new SourceState(Optional.empty(), false);
}
