package io.hashpool.stats;

import io.hashpool.base.Clocks;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of one pool: milliseconds since its registry was made, which no one can set, and what
 * each of them is in unix time by the wall clock <em>as it is set now</em>. So after a step of the
 * wall clock every moment before is told by the new time, as if the clock had always been right,
 * and ages that others reckon from it stay what they were.
 *
 * <p>The relation of the two is looked at when unix time is asked for, once a second at the most,
 * and kept unless it is off by more than a step: so a moment has one unix time, scrape by scrape.
 * Thread-safe, without locks.
 */
final class PoolTime {
  private static final Logger LOG = LoggerFactory.getLogger(PoolTime.class);
  private static final long LOOK_EVERY_MILLIS = 1_000;

  /** Less is not told from a thread that was held up between the two clocks. */
  private static final long STEP_MILLIS = 250;

  private static final long MOST_BETWEEN_CLOCKS_NANOS = Duration.ofMillis(20).toNanos();

  private final Clocks clocks;
  private final long originNanos;
  private final AtomicLong lookedAt = new AtomicLong();
  private volatile long originUnixMillis;

  PoolTime(Clocks clocks) {
    this.clocks = clocks;
    this.originNanos = clocks.nanos().getAsLong();
    this.originUnixMillis = clocks.wall().millis();
  }

  /** Now. One read of a clock. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(clocks.nanos().getAsLong() - originNanos);
  }

  /** What a reading of {@link #millis} is in unix milliseconds. */
  long unixMillis(long millis) {
    long now = millis();
    long looked = lookedAt.get();
    if (now - looked >= LOOK_EVERY_MILLIS && lookedAt.compareAndSet(looked, now)) {
      lookForAStep();
    }
    return originUnixMillis + millis;
  }

  private void lookForAStep() {
    long before = clocks.nanos().getAsLong();
    long wall = clocks.wall().millis();
    if (clocks.nanos().getAsLong() - before > MOST_BETWEEN_CLOCKS_NANOS) {
      return;
    }
    long origin = wall - TimeUnit.NANOSECONDS.toMillis(before - originNanos);
    long step = origin - originUnixMillis;
    if (Math.abs(step) > STEP_MILLIS) {
      originUnixMillis = origin;
      LOG.atWarn()
          .addKeyValue("step_seconds", step / 1e3)
          .log("the system's clock was set; earlier times are told by it as well from now on");
    }
  }
}
