package io.hashpool.feed;

import io.hashpool.stats.PoolService;
import io.hashpool.stats.PoolSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A pool's snapshot as the wire has it: who is connected, and each one's totals.
 *
 * @param services what the pool reports as connected
 * @param downstreams those connected, each id once
 * @param listenAddress where the pool listens for downstreams; empty where it did not say
 * @param timestamp when it was taken, unix seconds, unsigned
 */
public record PoolReport(
    List<PoolService> services,
    List<DownstreamReport> downstreams,
    String listenAddress,
    long timestamp)
    implements FeedLine {
  /** Copies the lists. */
  public PoolReport {
    services = List.copyOf(services);
    downstreams = List.copyOf(downstreams);
    Objects.requireNonNull(listenAddress, "listenAddress");
  }

  /** What the wire says of a pool in this process. */
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
    return new PoolReport(all, downstreams, listenAddress, timestamp);
  }
}
