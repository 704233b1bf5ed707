package io.hashpool.stats;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One downstream at one moment.
 *
 * @param info who it is
 * @param channels the SV2 ids of its open channels, in the order they were opened
 * @param totals what it has mined since it connected
 * @param lastShareAt when its last share was accepted; empty before the first
 * @param window what it has mined of late; empty where difficulty is unknown
 */
public record DownstreamSnapshot(
    DownstreamInfo info,
    List<Long> channels,
    DownstreamTotals totals,
    Optional<Instant> lastShareAt,
    Optional<WorkInWindow> window) {
  /** Copies the list. */
  public DownstreamSnapshot {
    channels = List.copyOf(channels);
  }
}
