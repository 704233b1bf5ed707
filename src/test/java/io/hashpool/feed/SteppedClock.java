package io.hashpool.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is moved. Thread-safe. */
final class SteppedClock {
  private final Instant start = Instant.ofEpochSecond(1_730_000_000);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final long startNanos = nanos.get();

  FeedClock feedClock() {
    return new FeedClock(this::now, nanos::get);
  }

  Instant now() {
    return start.plusNanos(nanos.get() - startNanos);
  }

  void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }
}
