package io.hashpool.base;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Allows one event in each period and counts those that it did not allow. For log lines that a peer
 * can cause at will. Thread-safe, without locks.
 */
public final class RateLimit {
  private static final long NEVER = Long.MIN_VALUE;

  private final Clocks clocks;
  private final long periodNanos;
  private final AtomicLong allowedAtNanos = new AtomicLong(NEVER);
  private final AtomicLong suppressed = new AtomicLong();

  /** One event in each period of these clocks' steady time. */
  public RateLimit(Duration period, Clocks clocks) {
    this.periodNanos = period.toNanos();
    this.clocks = clocks;
  }

  /** One event a minute of the system's steady time. */
  public static RateLimit oncePerMinute() {
    return oncePerMinute(Clocks.system());
  }

  /** One event a minute of these clocks' steady time. */
  public static RateLimit oncePerMinute(Clocks clocks) {
    return new RateLimit(Duration.ofMinutes(1), clocks);
  }

  /**
   * Asks for one event.
   *
   * @return how many were suppressed since the last that was allowed; empty if this one is
   *     suppressed too
   */
  public OptionalLong tryAcquire() {
    long now = clocks.nanos().getAsLong();
    long allowed = allowedAtNanos.get();
    boolean due = allowed == NEVER || now - allowed >= periodNanos;
    if (due && allowedAtNanos.compareAndSet(allowed, now)) {
      return OptionalLong.of(suppressed.getAndSet(0));
    }
    suppressed.incrementAndGet();
    return OptionalLong.empty();
  }
}
