package io.hashpool.quote;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs failures on the path of shares, one a minute with the number of those kept quiet: peers
 * decide how often shares come. Thread-safe, without locks; never throws.
 */
public final class FailureLog {
  private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long NEVER = Long.MIN_VALUE;

  private final Logger log;
  private final String message;
  private final AtomicLong loggedAtNanos = new AtomicLong(NEVER);
  private final AtomicLong quiet = new AtomicLong();

  /**
   * A log of one kind of failure.
   *
   * @param source whose logger it goes to
   * @param message what failed
   */
  public FailureLog(Class<?> source, String message) {
    this.log = System.getLogger(source.getName());
    this.message = message;
  }

  /** It failed, for this cause. */
  public void failed(Throwable cause) {
    long now = System.nanoTime();
    long logged = loggedAtNanos.get();
    if ((logged != NEVER && now - logged < EVERY_NANOS)
        || !loggedAtNanos.compareAndSet(logged, now)) {
      quiet.incrementAndGet();
      return;
    }
    try {
      log.log(Level.ERROR, message + " suppressed=" + quiet.getAndSet(0), cause);
    } catch (RuntimeException | Error e) {
      // Nobody left to tell, and the share must go on.
      quiet.incrementAndGet();
    }
  }
}
