package io.hashpool.ingest;

import io.hashpool.stats.DownstreamSnapshot;
import io.hashpool.stats.PoolSnapshot;
import io.hashpool.stats.WorkInWindow;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a service's downstreams did of late: the wire's windowed service snapshot.
 *
 * @param sender whose downstreams they are
 * @param downstreams each with its window
 * @param timestamp when it was taken, unix seconds, unsigned
 * @param unreadable ids of further downstreams, of which the rest could not be read: what was told
 *     of them stands
 */
public record WindowReport(
    Sender sender, List<DownstreamWindow> downstreams, long timestamp, Set<Long> unreadable)
    implements Report {
  /** Copies the collections. */
  public WindowReport {
    Objects.requireNonNull(sender, "sender");
    downstreams = List.copyOf(downstreams);
    unreadable = Set.copyOf(unreadable);
  }

  /** A report of which everything could be read. */
  public WindowReport(Sender sender, List<DownstreamWindow> downstreams, long timestamp) {
    this(sender, downstreams, timestamp, Set.of());
  }

  /** Who sends windows; each numbers its downstreams for itself. */
  public enum Sender {
    /** The pool. */
    POOL("Pool"),
    /** A translator in front of miners that speak SV1. */
    TRANSLATOR("Translator");

    private final String label;

    Sender(String label) {
      this.label = label;
    }

    /** The name on the wire. */
    public String label() {
      return label;
    }

    /** The one of this name. */
    public static Optional<Sender> fromLabel(String label) {
      return Arrays.stream(values()).filter(sender -> sender.label.equals(label)).findFirst();
    }
  }

  /**
   * One downstream's work of late.
   *
   * @param id the sender's number for it, unsigned 32-bit
   * @param name for people
   * @param address where it connects from
   * @param sharesLifetime accepted shares since it connected, unsigned
   * @param sharesInWindow accepted shares in the window, unsigned
   * @param difficultyInWindow the sum of their target difficulties
   * @param windowSeconds how long the window is, at least 1, unsigned
   * @param timestamp when this was taken, unix seconds, unsigned
   */
  public record DownstreamWindow(
      long id,
      String name,
      String address,
      long sharesLifetime,
      long sharesInWindow,
      double difficultyInWindow,
      long windowSeconds,
      long timestamp) {
    /** The hashrate in hashes a second. */
    public double hashrate() {
      // Half of 2^64 seconds is as good as all of it.
      double seconds = windowSeconds < 0 ? Long.MAX_VALUE : windowSeconds;
      return new WorkInWindow(sharesInWindow, difficultyInWindow, seconds).hashrate();
    }

    private static Stream<DownstreamWindow> of(DownstreamSnapshot snapshot, long timestamp) {
      return snapshot.window().stream()
          .map(
              window ->
                  new DownstreamWindow(
                      snapshot.info().id().value(),
                      "translator_" + snapshot.info().id(),
                      snapshot.info().address(),
                      snapshot.totals().shares(),
                      window.shares(),
                      window.difficulty(),
                      Math.max(1, Math.round(window.seconds())),
                      timestamp));
    }
  }

  /** What the wire says of a pool in this process; empty where it knows no difficulty. */
  public static Optional<WindowReport> of(PoolSnapshot snapshot) {
    long timestamp = snapshot.takenAt().getEpochSecond();
    List<DownstreamWindow> windows =
        snapshot.downstreams().stream().flatMap(d -> DownstreamWindow.of(d, timestamp)).toList();
    return windows.isEmpty()
        ? Optional.empty()
        : Optional.of(new WindowReport(Sender.POOL, windows, timestamp));
  }
}
