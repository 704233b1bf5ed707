package io.hashpool.stats;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which live sessions have series of their own: as many as the limit. The others wait, and get
 * theirs in the order that they came, as soon as there is room. Thread-safe, without locks of its
 * own.
 */
final class SeriesSlots {
  private final int limit;
  private final SessionMeters.Target target;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicLong tickets = new AtomicLong();
  private final ConcurrentSkipListMap<Long, SessionMeters> waiting = new ConcurrentSkipListMap<>();

  SeriesSlots(int limit, SessionMeters.Target target) {
    this.limit = limit;
    this.target = target;
  }

  /** A session begins, or is back; whether it has its series at once. */
  boolean enter(SessionMeters session) {
    session.begin(tickets.incrementAndGet());
    if (!tryTake()) {
      waiting.put(session.ticket(), session);
    } else if (session.register(target)) {
      return true;
    } else {
      taken.decrementAndGet(); // it ended meanwhile
    }
    // Room may have come before this session was seen to wait.
    handOut();
    return session.visible();
  }

  /** A session ends, or is suspended: its series go. */
  void leave(SessionMeters session) {
    waiting.remove(session.ticket());
    if (session.end()) {
      taken.decrementAndGet();
      handOut();
    }
  }

  private void handOut() {
    while (!waiting.isEmpty() && tryTake()) {
      var first = waiting.pollFirstEntry();
      if (first == null || !first.getValue().register(target)) {
        taken.decrementAndGet(); // it ended meanwhile
      }
    }
  }

  private boolean tryTake() {
    int before;
    do {
      before = taken.get();
      if (before >= limit) {
        return false;
      }
    } while (!taken.compareAndSet(before, before + 1));
    return true;
  }
}
