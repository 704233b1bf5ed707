package io.hashpool.ingest;

import io.hashpool.stats.RejectReason;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a source tells of one open channel. Totals are of the channel's life.
 *
 * @param id the channel's number, unique within its downstream
 * @param accepted accepted shares, unsigned; of an upstream channel the acknowledged ones
 * @param rejected rejected shares by reason, unsigned; reasons without any may be missing
 * @param submitted shares that a proxy passed on upstream, unsigned; empty where the source is no
 *     proxy
 * @param blocksFound accepted shares that also solved a block, unsigned
 * @param work the work of the accepted shares; empty where it is unknown
 * @param bestShare the highest difficulty that a share reached
 * @param targetDifficulty the difficulty of the channel's target at this moment
 */
public record ChannelReport(
    long id,
    long accepted,
    Map<RejectReason, Long> rejected,
    OptionalLong submitted,
    long blocksFound,
    Optional<Work> work,
    OptionalDouble bestShare,
    OptionalDouble targetDifficulty) {
  /** Copies the map, and checks the difficulties. */
  public ChannelReport {
    rejected = Map.copyOf(rejected);
    Objects.requireNonNull(submitted, "submitted");
    Objects.requireNonNull(work, "work");
    bestShare.ifPresent(Plausible::requireDifficulty);
    targetDifficulty.ifPresent(Plausible::requireDifficulty);
  }

  /** A channel of which only shares are known. */
  public ChannelReport(long id, long accepted) {
    this(
        id,
        accepted,
        Map.of(),
        OptionalLong.empty(),
        0,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  static boolean tellRejections(List<ChannelReport> channels) {
    return channels.stream().anyMatch(channel -> !channel.rejected.isEmpty());
  }

  /**
   * The work of a channel's accepted shares.
   *
   * @param difficulty the sum of their target difficulties
   * @param shares how many shares that is the sum of, unsigned
   */
  public record Work(double difficulty, long shares) {
    /** Checks the sum. */
    public Work {
      Plausible.requireDifficulty(difficulty);
    }
  }
}
