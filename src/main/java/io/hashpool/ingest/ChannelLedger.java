package io.hashpool.ingest;

import io.hashpool.base.Clocks;
import io.hashpool.base.Unsigned;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.Growth;
import io.hashpool.stats.RejectReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Sums what a source tells by channel over the life of a session: what a channel had when it was
 * closed stays in the sum. A channel ends after two reports without it, and is remembered for an
 * hour: if its id returns with totals that go on, only the growth counts. A channel whose accepted
 * shares fell is a new one under an old id, and counts in full. Work that is told later than the
 * channel itself counts from then on. Rejections, blocks and work that fall are dips of the
 * source's: what was counted stands, and grows once they pass it.
 *
 * <p>For one thread.
 */
final class ChannelLedger {
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int REPORTS_TO_THE_END = 2;

  /** What was last told of a channel; what may dip, as high as it was. */
  private static final class Channel {
    private ChannelReport last;
    private int reportsWithout;
    private long toldAtNanos;

    private long accepted;
    private long submitted;
    private long blocksFound;
    private boolean workWasTold;
    private double work;
    private long workShares;
    private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);

    Channel(ChannelReport last) {
      this.last = last;
    }

    /** What was passed on and not answered yet. */
    long unacknowledged() {
      long answered = last.accepted();
      for (long count : last.rejected().values()) {
        answered = Unsigned.plus(answered, count);
      }
      return Unsigned.above(last.submitted().orElse(0), answered);
    }

    boolean isOpen() {
      return reportsWithout < REPORTS_TO_THE_END;
    }
  }

  private final Clocks clocks;
  private final Map<Long, Channel> channels = new HashMap<>();
  private boolean hadChannels;

  // What the report that is being read added.
  private long accepted;
  private long submitted;
  private long blocksFound;
  private double difficulty;
  private double difficultySquared;
  private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);

  ChannelLedger(Clocks clocks) {
    this.clocks = clocks;
  }

  /** Takes in the open channels of one report, and says what they added. */
  Growth add(List<ChannelReport> open) {
    accepted = 0;
    submitted = 0;
    blocksFound = 0;
    difficulty = 0;
    difficultySquared = 0;
    rejected.clear();
    channels.values().forEach(channel -> channel.reportsWithout++);
    long now = clocks.nanos().getAsLong();
    hadChannels |= !open.isEmpty();
    for (ChannelReport report : open) {
      Channel channel = channels.get(report.id());
      boolean isNew =
          channel == null || Long.compareUnsigned(report.accepted(), channel.last.accepted()) < 0;
      if (channel == null || isNew) {
        channel = new Channel(report);
        channels.put(report.id(), channel);
      }
      advance(channel, report, isNew);
      channel.reportsWithout = 0;
      channel.toldAtNanos = now;
    }
    channels
        .values()
        .removeIf(channel -> !channel.isOpen() && clocks.isOver(REMEMBERED, channel.toldAtNanos));
    return new Growth(
        new DownstreamTotals(accepted, 0, 0), rejected, blocksFound, difficulty, difficultySquared);
  }

  /** Whether there was any channel yet. */
  boolean hadChannels() {
    return hadChannels;
  }

  /**
   * The shares that were made since the report before: those that a proxy passed on, if it is one.
   */
  long newShares() {
    return Unsigned.max(submitted, accepted);
  }

  /** What was passed on and not answered, over the open channels; empty where no proxy told. */
  OptionalLong unacknowledged() {
    boolean told = false;
    long sum = 0;
    for (Channel channel : channels.values()) {
      if (channel.isOpen() && channel.last.submitted().isPresent()) {
        told = true;
        sum = Unsigned.plus(sum, channel.unacknowledged());
      }
    }
    return told ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  /** What a share is asked for on average over the open channels. */
  OptionalDouble targetDifficulty() {
    return channels.values().stream()
        .filter(Channel::isOpen)
        .flatMap(channel -> channel.last.targetDifficulty().stream().boxed())
        .mapToDouble(Double::doubleValue)
        .average();
  }

  private void advance(Channel channel, ChannelReport report, boolean isNew) {
    accepted = Unsigned.plus(accepted, Unsigned.above(report.accepted(), channel.accepted));
    channel.accepted = report.accepted();
    long passedOn = report.submitted().orElse(0);
    submitted = Unsigned.plus(submitted, Unsigned.above(passedOn, channel.submitted));
    channel.submitted = Unsigned.max(channel.submitted, passedOn);
    blocksFound =
        Unsigned.plus(blocksFound, Unsigned.above(report.blocksFound(), channel.blocksFound));
    channel.blocksFound = Unsigned.max(channel.blocksFound, report.blocksFound());
    report.rejected().forEach((reason, count) -> reject(channel, reason, count));
    report.work().ifPresent(work -> work(channel, work, isNew));
    channel.last = report;
  }

  private void reject(Channel channel, RejectReason reason, long count) {
    long before = channel.rejected.getOrDefault(reason, 0L);
    // Also those that never were, so that it is known that rejections are told.
    rejected.merge(reason, Unsigned.above(count, before), Unsigned::plus);
    channel.rejected.put(reason, Unsigned.max(count, before));
  }

  private void work(Channel channel, ChannelReport.Work work, boolean isNew) {
    if (!channel.workWasTold && !isNew) {
      // It is of the channel's life, and when it was done is not known.
      channel.work = work.difficulty();
    }
    channel.workWasTold = true;
    double added = work.difficulty() - channel.work;
    long shares = Unsigned.above(work.shares(), channel.workShares);
    if (added > 0) {
      difficulty += added;
      // A sum that grew without a share is of one share that is told later.
      difficultySquared += Growth.squared(added, Math.max(1, shares));
      channel.work = work.difficulty();
    }
    channel.workShares = Unsigned.max(channel.workShares, work.shares());
  }
}
