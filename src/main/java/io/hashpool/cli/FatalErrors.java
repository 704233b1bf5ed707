package io.hashpool.cli;

import io.hashpool.base.DaemonThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread dies of what it threw, such as an {@link OutOfMemoryError}. An
 * exporter that still answers, but has lost the thread that counts, is worse than none: none is
 * seen by Prometheus, and started again by a supervisor.
 *
 * <p>For a process of our own alone: it halts without the shutdown hooks, which could wait for the
 * very memory or lock that is gone. Thread-safe.
 */
final class FatalErrors implements Thread.UncaughtExceptionHandler {
  /** The status that the JVM itself exits with under {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int EXIT_STATUS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(FatalErrors.class);

  /** For the log line: a full heap or a stuck pipe may never let it out. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final byte[] LAST_WORDS =
      ("level=error logger=FatalErrors msg=\"a thread died, ending the process\" status="
              + EXIT_STATUS
              + "\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final IntConsumer halt;
  private final Duration patience;
  private final CountDownLatch dying = new CountDownLatch(1);

  /**
   * With a thread that halts where logging does not come to an end. Ready beforehand: without
   * memory none can be started.
   */
  FatalErrors(IntConsumer halt, Duration patience) {
    this.halt = halt;
    this.patience = patience;
    DaemonThreads.named("hashpool-fatal", this::haltInTime).start();
  }

  /** From now on, for every thread of this process that has no handler of its own. */
  static void endTheProcess() {
    Thread.setDefaultUncaughtExceptionHandler(
        new FatalErrors(status -> Runtime.getRuntime().halt(status), PATIENCE));
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    dying.countDown();
    try {
      LOG.atError()
          .addKeyValue("thread", thread.getName())
          .addKeyValue("status", EXIT_STATUS)
          .setCause(failure)
          .log("a thread died, ending the process");
    } catch (RuntimeException | Error e) {
      // There is no memory to log with.
      System.err.write(LAST_WORDS, 0, LAST_WORDS.length);
      System.err.flush();
    } finally {
      halt.accept(EXIT_STATUS);
    }
  }

  private void haltInTime() {
    try {
      dying.await();
      Thread.sleep(patience.toMillis());
      halt.accept(EXIT_STATUS);
    } catch (InterruptedException e) {
      // Nobody does.
      Thread.currentThread().interrupt();
    }
  }
}
