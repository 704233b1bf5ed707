package io.hashpool.base;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks that everything here is timed by: durations come from the one, what is shown as a
 * time from the other, so that setting the system's time makes no gap, rate or silence.
 *
 * @param wall tells when something was
 * @param nanos tells how long ago it was, in nanoseconds from any origin; not moved by someone
 *     setting the time
 */
public record Clocks(InstantSource wall, LongSupplier nanos) {
  /** The system's. */
  public static Clocks system() {
    return new Clocks(InstantSource.system(), System::nanoTime);
  }

  /** One clock as both: simulated time, which nobody sets. */
  public static Clocks simulated(InstantSource time) {
    return new Clocks(time, () -> TimeUnit.MILLISECONDS.toNanos(time.millis()));
  }

  /** A reading of {@link #nanos} in milliseconds. */
  public long steadyMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
  }

  /** Whether this long has passed since a reading of {@link #nanos}, and more. */
  public boolean isOver(Duration time, long sinceNanos) {
    return nanos.getAsLong() - sinceNanos > time.toNanos();
  }
}
