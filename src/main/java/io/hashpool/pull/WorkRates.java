package io.hashpool.pull;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.ChannelReport;
import io.hashpool.ingest.Plausible;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The hashrates of downstreams whose work is told as sums, over the last minute or since the change
 * of the sum before it. A sum changes when the source refreshes its cache, so rates are taken from
 * one change to another and not from one poll to another. For one thread.
 */
final class WorkRates {
  private static final double HASHES_PER_DIFFICULTY = 0x1p32;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** How much the work had grown at a change of it. */
  private record Change(long atNanos, double work) {}

  private static final class Rate {
    private final Map<Long, Double> workOfChannel = new HashMap<>();

    /** From the last that is a window before the newest, to the newest. */
    private final Deque<Change> changes = new ArrayDeque<>();
  }

  private final Clocks clocks;

  /** How long a sum may stand still though the downstream works. */
  private final long standstillNanos;

  private final Map<Long, Rate> rates = new HashMap<>();

  WorkRates(PollTimes times, Clocks clocks) {
    Duration standstill = times.refresh().plus(times.interval());
    this.clocks = clocks;
    this.standstillNanos = standstill.toNanos();
  }

  void forget() {
    rates.clear();
  }

  void forgetAllBut(Set<Long> downstreams) {
    rates.keySet().retainAll(downstreams);
  }

  /** In hashes a second; empty before the work of any of the channels was told twice. */
  OptionalDouble update(long downstream, List<ChannelReport> channels) {
    long now = clocks.nanos().getAsLong();
    Rate rate = rates.computeIfAbsent(downstream, id -> new Rate());
    double grown = 0;
    boolean told = false;
    for (ChannelReport channel : channels) {
      if (channel.work().isPresent()) {
        told = true;
        double work = channel.work().get().difficulty();
        Double before = rate.workOfChannel.put(channel.id(), work);
        grown += before == null ? 0 : Math.max(0, work - before);
      }
    }
    if (rate.changes.isEmpty()) {
      if (told) {
        rate.changes.add(new Change(now, 0));
      }
      return OptionalDouble.empty();
    }
    if (grown > 0) {
      rate.changes.add(new Change(now, rate.changes.getLast().work + grown));
    }
    return of(rate, now);
  }

  private OptionalDouble of(Rate rate, long now) {
    Change newest = rate.changes.getLast();
    long end = Math.max(newest.atNanos - now, -standstillNanos) + now;
    while (rate.changes.size() > 1 && end - second(rate).atNanos >= WINDOW_NANOS) {
      rate.changes.removeFirst();
    }
    Change first = rate.changes.getFirst();
    double seconds = (end - first.atNanos) / 1e9;
    if (seconds <= 0) {
      return OptionalDouble.empty();
    }
    double hashrate = (newest.work - first.work) * HASHES_PER_DIFFICULTY / seconds;
    return Plausible.isAmount(hashrate) ? OptionalDouble.of(hashrate) : OptionalDouble.empty();
  }

  private static Change second(Rate rate) {
    return rate.changes.stream().skip(1).findFirst().orElseThrow();
  }
}
