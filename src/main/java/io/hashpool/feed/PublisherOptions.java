package io.hashpool.feed;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * How a publisher goes about it.
 *
 * @param interval how often the pool is polled
 * @param connectTimeout how long connecting may take
 * @param writeTimeout how long one line may take, before the connection is given up
 * @param firstBackoff how long to wait after a failure; doubled by each that follows
 * @param maxBackoff how long to wait at the most; each wait is shortened by up to a half, at
 *     random, so that publishers don't come in step
 */
public record PublisherOptions(
    Duration interval,
    Duration connectTimeout,
    Duration writeTimeout,
    Duration firstBackoff,
    Duration maxBackoff) {
  /** Hashpool's own interval. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  /** What is used unless said otherwise. */
  public static final PublisherOptions DEFAULT = every(DEFAULT_INTERVAL);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is not positive, or the first back-off over the longest
   */
  public PublisherOptions {
    if (Stream.of(interval, connectTimeout, writeTimeout, firstBackoff, maxBackoff)
        .anyMatch(duration -> duration.isNegative() || duration.isZero())) {
      throw new IllegalArgumentException("every duration of a publisher is positive");
    }
    if (firstBackoff.compareTo(maxBackoff) > 0) {
      throw new IllegalArgumentException(
          "the first back-off (%s) is at most the longest (%s)"
              .formatted(firstBackoff, maxBackoff));
    }
  }

  /** The defaults with this interval. */
  public static PublisherOptions every(Duration interval) {
    return new PublisherOptions(
        interval,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        Duration.ofSeconds(15));
  }
}
