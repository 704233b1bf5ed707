package io.hashpool.pull;

import io.hashpool.base.Clocks;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Tells those who left from those who are missing for a moment. The source answers out of a cache:
 * only who is missing for two refreshes of it is gone. For one thread.
 */
final class Departures {
  private final Duration patience;
  private final Clocks clocks;
  private final Set<Long> known = new HashSet<>();
  private final Map<Long, Long> missingSinceNanos = new HashMap<>();

  Departures(Duration refresh, Clocks clocks) {
    this.patience = refresh.multipliedBy(2);
    this.clocks = clocks;
  }

  /** Nobody is known any more. */
  void forget() {
    known.clear();
    missingSinceNanos.clear();
  }

  /** Those who were there at the last answer, and are not among these. */
  Set<Long> missing(Set<Long> present) {
    Set<Long> missing = new HashSet<>(known);
    missing.removeAll(present);
    missing.removeAll(missingSinceNanos.keySet());
    return missing;
  }

  /**
   * Takes an answer.
   *
   * @param present who is in it
   * @param unclear who is not, and may be there all the same
   * @return who is not in it, and not gone yet
   */
  Set<Long> update(Set<Long> present, Set<Long> unclear) {
    long now = clocks.nanos().getAsLong();
    missingSinceNanos.keySet().removeAll(present);
    known.addAll(present);
    Set<Long> waitedFor = new HashSet<>();
    for (Iterator<Long> ids = known.iterator(); ids.hasNext(); ) {
      Long id = ids.next();
      if (present.contains(id)) {
        continue;
      }
      if (unclear.contains(id)) {
        waitedFor.add(id);
        continue;
      }
      Long since = missingSinceNanos.putIfAbsent(id, now);
      if (since != null && clocks.isOver(patience, since)) {
        missingSinceNanos.remove(id);
        ids.remove();
      } else {
        waitedFor.add(id);
      }
    }
    return waitedFor;
  }
}
