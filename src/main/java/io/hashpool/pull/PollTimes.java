package io.hashpool.pull;

import java.time.Duration;
import java.util.Objects;

/**
 * How often a source is asked, and how old its answers may be.
 *
 * @param interval from one poll to the next
 * @param refresh how often the source refreshes the cache that it answers from
 */
public record PollTimes(Duration interval, Duration refresh) {
  /** Checks that nothing is null. */
  public PollTimes {
    Objects.requireNonNull(interval, "interval");
    Objects.requireNonNull(refresh, "refresh");
  }
}
