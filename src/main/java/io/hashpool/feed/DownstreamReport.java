package io.hashpool.feed;

import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamSnapshot;
import io.hashpool.stats.DownstreamTotals;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One downstream in a pool's snapshot.
 *
 * @param info who it is
 * @param channels its open channels, unsigned 32-bit
 * @param totals what it has mined since it connected
 * @param lastShareAt when its last share was accepted, unix seconds, unsigned; empty before the
 *     first
 */
public record DownstreamReport(
    DownstreamInfo info, List<Long> channels, DownstreamTotals totals, OptionalLong lastShareAt) {
  /** The last second that an instant can hold in milliseconds. */
  private static final long LAST_SECOND = Long.MAX_VALUE / 1000;

  /** Copies the list. */
  public DownstreamReport {
    Objects.requireNonNull(info, "info");
    channels = List.copyOf(channels);
    Objects.requireNonNull(totals, "totals");
    Objects.requireNonNull(lastShareAt, "lastShareAt");
  }

  static DownstreamReport of(DownstreamSnapshot snapshot) {
    return new DownstreamReport(
        snapshot.info(),
        snapshot.channels(),
        snapshot.totals(),
        snapshot
            .lastShareAt()
            .map(at -> OptionalLong.of(at.getEpochSecond()))
            .orElseGet(OptionalLong::empty));
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
