package io.hashpool.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class QuoteDispatcherTest {
  private static final byte[] HASH = hash();
  private static final byte[] KEY = key(2);

  private final List<String> heard = new ArrayList<>();
  private final QuoteDispatcher dispatcher =
      QuoteDispatcher.withMinimumDifficulty(8)
          .withCallback((channel, amount) -> heard.add(channel + ":" + amount));

  @Test
  void callbackFiresWithMessagingDisabled() throws Exception {
    assertThat(dispatcher.submitQuote(HASH, KEY, 4_294_967_295L, 1)).hasToString("128");
    assertThat(heard).containsExactly("4294967295:128");
  }

  @Test
  void callbackFiresBeforeTheQuoteIsHandedOver() throws Exception {
    CountDownLatch handedOver = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    try (QuoteSink sink =
        new QuoteSink(
            request -> {
              order.add("mint " + request.amount() + " " + request.headerHash());
              handedOver.countDown();
            },
            10,
            reason -> order.add(reason.code()))) {
      dispatcher
          .withSink(sink)
          .withCallback((channel, amount) -> order.add("callback " + amount))
          .submitQuote(HASH, KEY, 1, 1);
      assertThat(handedOver.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(order).containsExactly("callback 128", "mint 128 0001" + "00".repeat(30));
  }

  @Test
  void shareBelowTheMinimumMakesAQuoteOverNothing() throws Exception {
    assertThat(
            QuoteDispatcher.withMinimumDifficulty(32)
                .withCallback((channel, amount) -> heard.add(amount.toString()))
                .submitQuote(HASH, KEY, 1, 1))
        .isSameAs(EhashAmount.ZERO);
    assertThat(heard).containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void badHeaderHashIsAReasonAndNoCallback(int length) {
    assertThatThrownBy(() -> dispatcher.submitQuote(new byte[length], KEY, 1, 1))
        .isInstanceOfSatisfying(
            DispatchException.class,
            e -> assertThat(e.reason()).isEqualTo(QuoteFailure.INVALID_HEADER_HASH))
        .hasMessageContaining("32 bytes, not " + length);
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void badLockingKeyIsAReasonAndNoCallback(int firstByte) {
    assertThatThrownBy(() -> dispatcher.submitQuote(HASH, key(firstByte), 1, 1))
        .isInstanceOfSatisfying(
            DispatchException.class,
            e -> assertThat(e.reason()).isEqualTo(QuoteFailure.INVALID_LOCKING_KEY))
        .hasMessageContaining("0" + firstByte);
    assertThatThrownBy(() -> dispatcher.submitQuote(HASH, new byte[32], 1, 1))
        .hasMessageContaining("33 bytes, not 32");
    assertThat(heard).isEmpty();
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("statistics are broken"),
        new NoSuchMethodError("another version of a library"),
        new StackOverflowError(),
        new AssertionError("never"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void callbackThatThrowsCostsNeitherTheQuoteNorTheNextCallback(Throwable failure)
      throws Exception {
    LinkedBlockingQueue<QuoteRequest> minted = new LinkedBlockingQueue<>();
    try (QuoteSink sink = new QuoteSink(minted::add, 10, reason -> {})) {
      QuoteDispatcher careless =
          dispatcher
              .withSink(sink)
              .withCallback((channel, amount) -> thrown(failure))
              .withCallback((channel, amount) -> heard.add("next " + amount));
      careless.submitQuote(HASH, KEY, 1, 7);
      careless.submitQuote(HASH, KEY, 1, 8);
      assertThat(minted.poll(10, TimeUnit.SECONDS).sequenceNumber()).isEqualTo(7);
      assertThat(minted.poll(10, TimeUnit.SECONDS).sequenceNumber()).isEqualTo(8);
    }
    assertThat(heard).containsExactly("1:128", "next 128", "1:128", "next 128");
  }

  @Test
  void failuresOfAThousandConnectionsAreLoggedOnce() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(QuoteDispatcher.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      for (int connection = 0; connection < 1_000; connection++) {
        dispatcher
            .withCallback((channel, amount) -> thrown(new IllegalStateException("broken")))
            .submitQuote(HASH, KEY, 1, 1);
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getFormattedMessage()).startsWith("a quote callback failed");
              assertThat(event.getThrowableProxy().getMessage()).isEqualTo("broken");
            });
  }

  private static void thrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  @Test
  void minimumDifficultyIsCheckedAtOnce() {
    assertThatThrownBy(() -> QuoteDispatcher.withMinimumDifficulty(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 256, not -1");
  }

  static byte[] hash() {
    byte[] hash = new byte[EhashAmount.HASH_BYTES];
    hash[1] = 1;
    return hash;
  }

  static byte[] key(int firstByte) {
    byte[] key = new byte[LockingKey.BYTES];
    key[0] = (byte) firstByte;
    return key;
  }
}
