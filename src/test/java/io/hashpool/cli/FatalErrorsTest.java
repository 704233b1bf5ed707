package io.hashpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class FatalErrorsTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(FatalErrors.class);

  private final BlockingQueue<Integer> halts = new LinkedBlockingQueue<>();
  private final List<String> logged = new CopyOnWriteArrayList<>();

  @AfterEach
  void detach() {
    LOG.detachAndStopAllAppenders();
    LOG.setAdditive(true);
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new OutOfMemoryError("Java heap space"),
        new StackOverflowError(),
        new NoClassDefFoundError("gone"),
        new IllegalStateException("a thread had no plan for it"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void threadThatDiesIsLoggedByNameAndTheProcessHalts(Throwable failure) throws Exception {
    logTo(event -> logged.add(event.getThrowableProxy().getClassName() + event.getKeyValuePairs()));
    dieOf(failure, new FatalErrors(halts::add, Duration.ofMinutes(1)));
    assertThat(halts.poll(10, TimeUnit.SECONDS)).isEqualTo(3);
    assertThat(logged)
        .singleElement()
        .asString()
        .contains(failure.getClass().getName(), "thread=\"doomed\"", "status=\"3\"");
  }

  @Test
  void halfDeadProcessHaltsAlsoWhereTheLogIsStuck() throws Exception {
    CountDownLatch unstuck = new CountDownLatch(1);
    logTo(
        event -> {
          try {
            unstuck.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread doomed =
        dieOf(new OutOfMemoryError(), new FatalErrors(halts::add, Duration.ofMillis(100)));
    assertThat(halts.poll(10, TimeUnit.SECONDS)).isEqualTo(3);
    assertThat(doomed.isAlive()).as("still logs").isTrue();
    unstuck.countDown();
  }

  @Test
  void halfDeadProcessHaltsAlsoWhereThereIsNoMemoryToLog() throws Exception {
    logTo(
        event -> {
          throw new OutOfMemoryError("again");
        });
    dieOf(new OutOfMemoryError("first"), new FatalErrors(halts::add, Duration.ofMinutes(1)));
    assertThat(halts.poll(10, TimeUnit.SECONDS)).isEqualTo(3);
  }

  private static Thread dieOf(Throwable failure, FatalErrors handler) {
    Thread doomed =
        new Thread(
            () -> {
              FatalErrorsTest.<RuntimeException>sneakyThrow(failure);
            },
            "doomed");
    doomed.setUncaughtExceptionHandler(handler);
    doomed.start();
    return doomed;
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
    throw (T) failure;
  }

  private static void logTo(Consumer<ILoggingEvent> log) {
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            log.accept(event);
          }
        };
    appender.setContext(LOG.getLoggerContext());
    appender.start();
    LOG.setAdditive(false);
    LOG.addAppender(appender);
  }
}
