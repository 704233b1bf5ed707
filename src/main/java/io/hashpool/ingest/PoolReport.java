package io.hashpool.ingest;

import io.hashpool.stats.PoolService;
import io.hashpool.stats.PoolSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Who is connected to a pool, and each one's totals.
 *
 * @param services what the pool reports as connected
 * @param downstreams those connected, each id once
 * @param listenAddress where the pool listens for downstreams, which tells one pool from another;
 *     empty where it did not say
 * @param timestamp when it was taken, unix seconds, unsigned
 * @param unreadable ids of further downstreams, of which the rest could not be read, or which may
 *     only seem to be missing: their sessions stay exactly as they are
 * @param detail what only some sources tell
 */
public record PoolReport(
    List<PoolService> services,
    List<DownstreamReport> downstreams,
    String listenAddress,
    long timestamp,
    Set<Long> unreadable,
    PoolDetail detail)
    implements Report {
  /** Copies the collections. */
  public PoolReport {
    services = List.copyOf(services);
    downstreams = List.copyOf(downstreams);
    Objects.requireNonNull(listenAddress, "listenAddress");
    unreadable = Set.copyOf(unreadable);
    Objects.requireNonNull(detail, "detail");
  }

  /** A report of which everything could be read, without details. */
  public PoolReport(
      List<PoolService> services,
      List<DownstreamReport> downstreams,
      String listenAddress,
      long timestamp) {
    this(services, downstreams, listenAddress, timestamp, Set.of(), PoolDetail.NONE);
  }

  /** The report of a pool in this process. */
  public static PoolReport of(PoolSnapshot snapshot) {
    return new PoolReport(
        snapshot.services(),
        snapshot.downstreams().stream().map(DownstreamReport::of).toList(),
        snapshot.listenAddress().orElse(""),
        snapshot.takenAt().getEpochSecond());
  }

  /** This report with these services besides its own; each is listed once. */
  PoolReport withServices(List<PoolService> more) {
    if (services.containsAll(more)) {
      return this;
    }
    List<PoolService> all = new ArrayList<>(services);
    more.stream().filter(service -> !services.contains(service)).forEach(all::add);
    return new PoolReport(all, downstreams, listenAddress, timestamp, unreadable, detail);
  }
}
