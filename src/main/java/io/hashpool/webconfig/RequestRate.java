package io.hashpool.webconfig;

import io.hashpool.base.Clocks;
import java.time.Duration;

/**
 * A limit of requests as Prometheus's own exporters have it: a bucket of tokens that holds a burst
 * and gains one token in each interval. Thread-safe.
 */
public final class RequestRate {
  private final double intervalNanos;
  private final int burst;
  private final Clocks clocks;
  private double tokens; // guarded by this
  private long filledAtNanos; // guarded by this

  /** A full bucket. A burst of 0 lets nothing through, as it does there. */
  RequestRate(Duration interval, int burst, Clocks clocks) {
    this.intervalNanos = interval.toNanos();
    this.burst = burst;
    this.clocks = clocks;
    this.tokens = burst;
    this.filledAtNanos = clocks.nanos().getAsLong();
  }

  /** Whether one more request may be answered now. */
  public synchronized boolean tryAcquire() {
    long now = clocks.nanos().getAsLong();
    tokens = Math.min(burst, tokens + (now - filledAtNanos) / intervalNanos);
    filledAtNanos = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
