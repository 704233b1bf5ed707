package io.hashpool.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What only some sources tell of the pool as a whole.
 *
 * @param startedAt when the source's process started, by its own clock; empty where it is not
 *     known. If it moved by over three seconds since the last report, the source restarted
 * @param upstream of a translator: its upstream channels, whose totals are the pool's in place of
 *     the miners'; empty otherwise
 * @param workIsWhole whether the work of every downstream is told, so that the pool's is the sum
 */
public record PoolDetail(
    Optional<Instant> startedAt, Optional<List<ChannelReport>> upstream, boolean workIsWhole) {
  /** Nothing of it. */
  public static final PoolDetail NONE = new PoolDetail(Optional.empty(), Optional.empty(), false);

  /** Copies the list. */
  public PoolDetail {
    Objects.requireNonNull(startedAt, "startedAt");
    upstream = upstream.map(List::copyOf);
  }
}
