package io.hashpool.base;

import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failures of one kind, at most one a minute, with the number of those in between. For the
 * path of shares, where peers decide how often something happens. Thread-safe, without locks; never
 * throws.
 */
public final class FailureLog {
  private final Logger log;
  private final String message;
  private final RateLimit limit = RateLimit.oncePerMinute();

  /**
   * A log of one kind of failure.
   *
   * @param source whose logger it goes to
   * @param message what failed
   */
  public FailureLog(Class<?> source, String message) {
    this.log = LoggerFactory.getLogger(source);
    this.message = message;
  }

  /** It failed, for this cause. */
  public void failed(Throwable cause) {
    OptionalLong suppressed = limit.tryAcquire();
    if (suppressed.isEmpty()) {
      return;
    }
    try {
      log.atError().addKeyValue("suppressed", suppressed.getAsLong()).setCause(cause).log(message);
    } catch (RuntimeException | Error e) {
      // A broken log appender must not stop the share that failed.
    }
  }
}
