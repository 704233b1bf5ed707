package io.hashpool.feed;

import io.hashpool.base.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is moved, and that can be set. Thread-safe. */
final class SteppedClock {
  private final Instant start;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final long startNanos = nanos.get();
  private final AtomicLong setByNanos = new AtomicLong();

  /** That begins with this time. */
  SteppedClock(Instant start) {
    this.start = start;
  }

  Clocks clocks() {
    return new Clocks(this::now, nanos::get);
  }

  Instant now() {
    return start.plusNanos(nanos.get() - startNanos + setByNanos.get());
  }

  /** Time passes. */
  void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  /** Someone sets the time; none passes. */
  void step(Duration by) {
    setByNanos.addAndGet(by.toNanos());
  }
}
