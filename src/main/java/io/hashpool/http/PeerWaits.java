package io.hashpool.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The threads that wait for a peer, each with the time since when. A wait ends once: by its own
 * thread, or by a cut. To cut is to interrupt the thread, which closes the channel that it waits
 * for. Thread-safe.
 */
final class PeerWaits {
  private final Map<Thread, Long> beganNanos = new ConcurrentHashMap<>();

  /** This thread waits from now on. */
  void begin() {
    beganNanos.put(Thread.currentThread(), System.nanoTime());
  }

  /** This thread has waited for so long, and no longer waits; empty if it was cut. */
  Optional<Duration> end() {
    return Optional.ofNullable(beganNanos.remove(Thread.currentThread())).map(PeerWaits::age);
  }

  /** Cuts the longest waits, at most so many and none shorter than the grace. Returns how many. */
  int cut(Duration grace, int most) {
    if (most == 0) {
      return 0;
    }
    return (int)
        beganNanos.entrySet().stream()
            .filter(wait -> age(wait.getValue()).compareTo(grace) >= 0)
            .sorted(Map.Entry.comparingByValue())
            .limit(most)
            .filter(wait -> cut(wait.getKey(), wait.getValue()))
            .count();
  }

  /** Interrupts within the update, so that the thread can't go on to another wait before it. */
  private boolean cut(Thread waiting, Long began) {
    boolean[] cut = {false};
    beganNanos.computeIfPresent(
        waiting,
        (thread, current) -> {
          cut[0] = current.equals(began);
          if (cut[0]) {
            thread.interrupt();
          }
          return cut[0] ? null : current;
        });
    return cut[0];
  }

  private static Duration age(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
