package io.hashpool.ingest;

import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamSnapshot;
import io.hashpool.stats.DownstreamTotals;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One downstream in a pool's report.
 *
 * @param info who it is; the address is empty where it is not known
 * @param channels its open channels, unsigned 32-bit
 * @param shares what it has mined since it connected
 * @param lastShareAt when its last share was accepted, unix seconds, unsigned; empty before the
 *     first, and where the source does not tell it
 * @param detail what only some sources tell
 */
public record DownstreamReport(
    DownstreamInfo info,
    List<Long> channels,
    Shares shares,
    OptionalLong lastShareAt,
    Detail detail) {
  /** The last second that an instant can hold in milliseconds. */
  private static final long LAST_SECOND = Long.MAX_VALUE / 1000;

  /** Copies the list. */
  public DownstreamReport {
    Objects.requireNonNull(info, "info");
    channels = List.copyOf(channels);
    Objects.requireNonNull(shares, "shares");
    Objects.requireNonNull(lastShareAt, "lastShareAt");
    Objects.requireNonNull(detail, "detail");
  }

  /** A downstream of a source that tells totals and no details. */
  public DownstreamReport(
      DownstreamInfo info, List<Long> channels, Shares shares, OptionalLong lastShareAt) {
    this(info, channels, shares, lastShareAt, Detail.NONE);
  }

  static DownstreamReport of(DownstreamSnapshot snapshot) {
    return new DownstreamReport(
        snapshot.info(),
        snapshot.channels(),
        new Shares.Totals(snapshot.totals()),
        snapshot
            .lastShareAt()
            .map(at -> OptionalLong.of(at.getEpochSecond()))
            .orElseGet(OptionalLong::empty));
  }

  /** The totals as the source tells them, of its open channels where it tells them by channel. */
  public DownstreamTotals totals() {
    if (shares instanceof Shares.Totals totals) {
      return totals.raw();
    }
    if (shares instanceof Shares.ByChannel byChannel) {
      return new DownstreamTotals(byChannel.accepted(), 0, 0);
    }
    return DownstreamTotals.ZERO;
  }

  boolean tellsRejections() {
    return shares instanceof Shares.ByChannel byChannel
        && ChannelReport.tellRejections(byChannel.channels());
  }

  /** The totals that count: {@link #totals} with the accepted shares. */
  DownstreamTotals countedTotals() {
    return shares instanceof Shares.Totals totals
        ? new DownstreamTotals(totals.accepted(), totals.raw().quotes(), totals.raw().ehash())
        : totals();
  }

  /** The last share's time, at the most the last one that milliseconds can tell. */
  Optional<Instant> lastShareInstant() {
    if (lastShareAt.isEmpty()) {
      return Optional.empty();
    }
    long seconds = lastShareAt.getAsLong();
    boolean tellable = seconds >= 0 && seconds <= LAST_SECOND;
    return Optional.of(Instant.ofEpochSecond(tellable ? seconds : LAST_SECOND));
  }
}
