package io.hashpool.pull;

import io.hashpool.base.Clocks;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a translator opens one upstream channel for each miner, or one for all. Miners and
 * channels come in two answers of different moments, so one pair of them proves nothing: the
 * verdict changes when two refreshes of the source's cache speak against it. For one thread.
 */
final class ChannelOwnership {
  private final Duration refresh;
  private final Clocks clocks;

  private @Nullable Boolean oneEach;

  /** Since when the answers have spoken against the verdict; null while they agree. */
  private @Nullable Long doubtedSinceNanos;

  ChannelOwnership(Duration refresh, Clocks clocks) {
    this.refresh = refresh;
    this.clocks = clocks;
  }

  /** The verdict, these answers considered. */
  boolean isOneEach(Collection<MinerReading> miners, long upstreamChannels) {
    boolean seen = looksLikeOneEach(miners, upstreamChannels);
    Boolean verdict = oneEach;
    if (verdict == null) {
      oneEach = seen;
      return seen;
    }
    if (seen == verdict) {
      doubtedSinceNanos = null;
      return verdict;
    }
    long now = clocks.nanos().getAsLong();
    Long since = doubtedSinceNanos;
    if (since == null) {
      doubtedSinceNanos = now;
      return verdict;
    }
    if (clocks.isOver(refresh, since)) {
      doubtedSinceNanos = null;
      oneEach = seen;
      return seen;
    }
    return verdict;
  }

  private static boolean looksLikeOneEach(Collection<MinerReading> miners, long upstreamChannels) {
    Set<Long> channels = new HashSet<>();
    int withChannel = 0;
    for (MinerReading miner : miners) {
      OptionalLong channel = miner.channel();
      if (channel.isPresent()) {
        withChannel++;
        channels.add(channel.getAsLong());
      }
    }
    return channels.size() == withChannel && upstreamChannels >= withChannel;
  }
}
