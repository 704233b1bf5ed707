package io.hashpool.ingest;

import io.hashpool.base.Clocks;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.ServiceType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The job declarators whose heartbeat is fresh, as services; the latest {@value #MAX} at the most.
 * For the receiver's thread.
 */
final class JobDeclarators {
  static final int MAX = 16;

  private final Clocks clock;
  private final Duration freshFor;
  private final Map<String, Long> heardAtNanos = new LinkedHashMap<>();

  JobDeclarators(Clocks clock, Duration freshFor) {
    this.clock = clock;
    this.freshFor = freshFor;
  }

  void heard(JobDeclaratorHeartbeat heartbeat) {
    heardAtNanos.remove(heartbeat.listenAddress());
    if (heardAtNanos.size() == MAX) {
      heardAtNanos.remove(heardAtNanos.keySet().iterator().next());
    }
    heardAtNanos.put(heartbeat.listenAddress(), clock.nanos().getAsLong());
  }

  /** Forgets the silent ones, and says whether there were any. */
  boolean expire() {
    return heardAtNanos.values().removeIf(at -> clock.isOver(freshFor, at));
  }

  List<PoolService> services() {
    return heardAtNanos.keySet().stream()
        .map(address -> new PoolService(ServiceType.JOB_DECLARATOR, address))
        .toList();
  }
}
