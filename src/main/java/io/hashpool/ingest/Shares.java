package io.hashpool.ingest;

import io.hashpool.base.Unsigned;
import io.hashpool.stats.DownstreamTotals;
import java.util.List;

/** How a source tells what a downstream mined. Immutable. */
public sealed interface Shares {
  /**
   * As totals of the downstream's session.
   *
   * @param raw the totals as the source tells them, by which a restart is recognised; what the
   *     source never tells is 0
   * @param accepted the accepted shares, unsigned; differs from the raw shares where the source
   *     counts otherwise
   */
  record Totals(DownstreamTotals raw, long accepted) implements Shares {
    /** Of a source whose shares are the accepted ones. */
    public Totals(DownstreamTotals raw) {
      this(raw, raw.shares());
    }
  }

  /**
   * As totals of each open channel; {@code ChannelLedger} sums them over the session, with those of
   * channels that were closed.
   *
   * @param channels the open channels, each id once
   */
  record ByChannel(List<ChannelReport> channels) implements Shares {
    /** Copies the list. */
    public ByChannel {
      channels = List.copyOf(channels);
    }

    /** The accepted shares of all of them, unsigned. */
    long accepted() {
      return channels.stream().map(ChannelReport::accepted).reduce(0L, Unsigned::plus);
    }
  }

  /** Not at all: the downstream is live, and its shares are unknown. */
  record Unknown() implements Shares {}
}
