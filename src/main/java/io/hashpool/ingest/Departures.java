package io.hashpool.ingest;

import io.hashpool.base.Clocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions that left within the last hour, the latest of them up to a limit: if one returns,
 * only what it mined meanwhile is new. For one thread.
 */
final class Departures {
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Clocks clocks;
  private final int limit;

  /** When each left, the longest ago first. */
  private final Map<Session, Long> leftAtNanos = new LinkedHashMap<>();

  private final Map<Long, List<Session>> byId = new HashMap<>();

  Departures(Clocks clocks, int limit) {
    this.clocks = clocks;
    this.limit = limit;
  }

  void add(Session session) {
    if (leftAtNanos.size() == limit) {
      forget(leftAtNanos.keySet().iterator().next());
    }
    leftAtNanos.put(session, clocks.nanos().getAsLong());
    byId.computeIfAbsent(session.id(), id -> new ArrayList<>(1)).add(session);
  }

  /** The session that this downstream goes on with, the latest if there are more; forgets it. */
  Optional<Session> take(DownstreamReport report) {
    List<Session> sameId = byId.getOrDefault(report.info().id().value(), List.of());
    for (int i = sameId.size() - 1; i >= 0; i--) {
      Session session = sameId.get(i);
      if (!session.isElsewhere(report) && !session.fell(report)) {
        forget(session);
        return Optional.of(session);
      }
    }
    return Optional.empty();
  }

  /** Forgets those whose hour is over. */
  void expire() {
    Iterator<Map.Entry<Session, Long>> eldest = leftAtNanos.entrySet().iterator();
    while (eldest.hasNext()) {
      Map.Entry<Session, Long> left = eldest.next();
      if (!clocks.isOver(REMEMBERED, left.getValue())) {
        return;
      }
      eldest.remove();
      forgetId(left.getKey());
    }
  }

  void clear() {
    leftAtNanos.clear();
    byId.clear();
  }

  private void forget(Session session) {
    leftAtNanos.remove(session);
    forgetId(session);
  }

  private void forgetId(Session session) {
    byId.computeIfPresent(
        session.id(),
        (id, sessions) -> {
          sessions.remove(session);
          return sessions.isEmpty() ? null : sessions;
        });
  }
}
