package io.hashpool.stats;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The pool at one moment.
 *
 * @param listenAddress where the pool listens for downstreams, if it said so
 * @param services what it reports as connected
 * @param downstreams those connected, by id
 * @param takenAt the moment
 */
public record PoolSnapshot(
    Optional<String> listenAddress,
    List<PoolService> services,
    List<DownstreamSnapshot> downstreams,
    Instant takenAt) {
  /** Copies the lists. */
  public PoolSnapshot {
    services = List.copyOf(services);
    downstreams = List.copyOf(downstreams);
  }
}
