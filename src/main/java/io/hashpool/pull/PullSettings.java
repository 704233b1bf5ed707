package io.hashpool.pull;

import java.time.Duration;
import java.util.Objects;

/**
 * How a source is asked.
 *
 * @param times how often
 * @param timeout how long one request may take, from connecting to the last byte
 * @param longestPause how long the pause between two polls that fail may get
 * @param maxBodyBytes how long an answer may be
 * @param acceptedBy which of hashpool's numbers are its accepted shares
 * @param sri what can be chosen of an SRI source
 */
public record PullSettings(
    PollTimes times,
    Duration timeout,
    Duration longestPause,
    int maxBodyBytes,
    AcceptedBy acceptedBy,
    SriOptions sri) {
  /** Every five seconds. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  /** SRI's own default. */
  public static final Duration DEFAULT_REFRESH = Duration.ofSeconds(15);

  /** 64 MiB, which hold the lines of 100,000 downstreams. */
  public static final int DEFAULT_MAX_BODY_BYTES = 64 << 20;

  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

  /** Checks that nothing is null. */
  public PullSettings {
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(longestPause, "longestPause");
    Objects.requireNonNull(acceptedBy, "acceptedBy");
    Objects.requireNonNull(sri, "sri");
  }

  /** These, with time-outs and pauses of at most a third of the time to silence. */
  public static PullSettings of(
      PollTimes times,
      Duration staleAfter,
      int maxBodyBytes,
      AcceptedBy acceptedBy,
      SriOptions sri) {
    Duration third = staleAfter.dividedBy(3);
    Duration timeout = third.compareTo(LONGEST_TIMEOUT) < 0 ? third : LONGEST_TIMEOUT;
    return new PullSettings(times, timeout, third, maxBodyBytes, acceptedBy, sri);
  }
}
