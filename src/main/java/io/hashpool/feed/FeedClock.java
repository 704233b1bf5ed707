package io.hashpool.feed;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of the feed.
 *
 * @param wall tells when something was
 * @param nanos tells how long ago it was, in nanoseconds from any origin; not moved by someone
 *     setting the time
 */
public record FeedClock(InstantSource wall, LongSupplier nanos) {
  /** The system's. */
  public static FeedClock system() {
    return new FeedClock(InstantSource.system(), System::nanoTime);
  }

  /** Whether this long has passed since a reading of {@link #nanos}, and more. */
  boolean isOver(Duration time, long sinceNanos) {
    return nanos.getAsLong() - sinceNanos > time.toNanos();
  }
}
