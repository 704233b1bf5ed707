package io.hashpool.ingest;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.WindowReport.DownstreamWindow;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The hashrates of the pool's last windowed snapshot, for as long as they say something: twice the
 * window each. Kept whether or not the downstream is known yet, so bounded by one line's length.
 * For the receiver's thread.
 */
final class Hashrates {
  /** Where no hashrate is known. */
  static final double UNKNOWN = Double.NaN;

  private record Hashrate(double hashesPerSecond, long untilNanos) {}

  private final Clocks clock;
  private Map<Long, Hashrate> byId = Map.of();
  private long earliestEndNanos;

  Hashrates(Clocks clock) {
    this.clock = clock;
  }

  /** Takes the place of all before. */
  void replaceBy(WindowReport report) {
    long now = clock.nanos().getAsLong();
    Map<Long, Hashrate> newer = new HashMap<>(2 * report.downstreams().size());
    earliestEndNanos = now + lifetimeNanos(Long.MAX_VALUE);
    for (DownstreamWindow window : report.downstreams()) {
      long until = now + lifetimeNanos(window.windowSeconds());
      put(newer, window.id(), new Hashrate(window.hashrate(), until));
    }
    for (long id : report.unreadable()) {
      Hashrate before = byId.get(id);
      if (before != null) {
        put(newer, id, before);
      }
    }
    byId = newer;
  }

  private void put(Map<Long, Hashrate> newer, long id, Hashrate hashrate) {
    newer.put(id, hashrate);
    if (hashrate.untilNanos - earliestEndNanos < 0) {
      earliestEndNanos = hashrate.untilNanos;
    }
  }

  /** Forgets those whose time is over, and says whether there were any. */
  boolean expire() {
    long now = clock.nanos().getAsLong();
    if (byId.isEmpty() || now - earliestEndNanos < 0) {
      return false;
    }
    boolean some = byId.values().removeIf(hashrate -> now - hashrate.untilNanos >= 0);
    earliestEndNanos =
        byId.values().stream()
            .mapToLong(Hashrate::untilNanos)
            .reduce((a, b) -> a - b < 0 ? a : b)
            .orElse(now);
    return some;
  }

  /** In hashes a second, or {@link #UNKNOWN}. */
  double of(long id) {
    Hashrate hashrate = byId.get(id);
    return hashrate == null ? UNKNOWN : hashrate.hashesPerSecond;
  }

  private static long lifetimeNanos(long windowSeconds) {
    // A quarter of the clock's range at the most, so that differences stay differences.
    long limit = Long.MAX_VALUE / 4;
    boolean huge = windowSeconds < 0 || windowSeconds > TimeUnit.NANOSECONDS.toSeconds(limit) / 2;
    return huge ? limit : TimeUnit.SECONDS.toNanos(2 * windowSeconds);
  }
}
