package io.hashpool.feed;

import java.time.Duration;
import java.util.Objects;

/**
 * What the peers of the feed may cost, all together.
 *
 * @param maxLineBytes how long a line may be; a longer one is skipped
 * @param maxBufferedBytes how much memory the unfinished lines of all connections may take
 *     together, at least that of two lines
 * @param maxConnections how many may be open
 * @param idleTimeout how long a connection may go without a whole line
 */
public record FeedLimits(
    int maxLineBytes, long maxBufferedBytes, int maxConnections, Duration idleTimeout) {
  /** Lines of 16 MiB, which hold 100,000 downstreams. */
  public static final int DEFAULT_MAX_LINE_BYTES = 16 << 20;

  /** 64 connections. */
  public static final int DEFAULT_MAX_CONNECTIONS = 64;

  /** A minute. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(1);

  /** What is used unless said otherwise. */
  public static final FeedLimits DEFAULT =
      of(DEFAULT_MAX_LINE_BYTES, DEFAULT_MAX_CONNECTIONS, DEFAULT_IDLE_TIMEOUT);

  private static final int SMALLEST_LINE = 256;
  private static final int LARGEST_LINE = 1 << 30;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range, with what would be right
   */
  public FeedLimits {
    Objects.requireNonNull(idleTimeout, "idleTimeout");
    if (maxLineBytes < SMALLEST_LINE || maxLineBytes > LARGEST_LINE) {
      throw new IllegalArgumentException(
          "the limit of a line is %d to %d bytes, not %d"
              .formatted(SMALLEST_LINE, LARGEST_LINE, maxLineBytes));
    }
    if (maxBufferedBytes < 2L * maxLineBytes) {
      throw new IllegalArgumentException(
          "the limit of buffered bytes is at least two lines' (%d), not %d"
              .formatted(2L * maxLineBytes, maxBufferedBytes));
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "the limit of connections is at least 1, not " + maxConnections);
    }
    if (idleTimeout.isNegative() || idleTimeout.isZero()) {
      throw new IllegalArgumentException("the idle timeout is positive, not " + idleTimeout);
    }
  }

  /** These, with memory for four of the longest lines. */
  public static FeedLimits of(int maxLineBytes, int maxConnections, Duration idleTimeout) {
    return new FeedLimits(maxLineBytes, 4L * maxLineBytes, maxConnections, idleTimeout);
  }
}
