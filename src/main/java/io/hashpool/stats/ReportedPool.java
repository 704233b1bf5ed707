package io.hashpool.stats;

import java.util.OptionalLong;

/**
 * What only some sources tell of the pool as a whole. Immutable.
 *
 * @param workIsWhole whether the work of every accepted share is told
 * @param rejectionsAreTold whether rejected shares are told
 * @param unacknowledgedShares what a proxy passed on and its upstream did not answer, unsigned
 */
public record ReportedPool(
    boolean workIsWhole, boolean rejectionsAreTold, OptionalLong unacknowledgedShares) {
  /** Nothing is told. */
  public static final ReportedPool NOTHING = new ReportedPool(false, false, OptionalLong.empty());
}
