package io.hashpool.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QuoteSinkTest {
  private final List<QuoteFailure> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger minted = new AtomicInteger();

  @Test
  void everyQuoteReachesTheMint() throws Exception {
    try (QuoteSink sink = new QuoteSink(r -> minted.incrementAndGet(), 100, failures::add)) {
      for (int i = 0; i < 100; i++) {
        assertThat(sink.offer(request(i))).isTrue();
      }
    }
    assertThat(minted).hasValue(100);
    assertThat(failures).isEmpty();
  }

  @Test
  void aHangingMintFillsTheQueueAndTheRestIsCountedWithoutWaiting() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    QuoteSink sink =
        new QuoteSink(
            request -> {
              asked.countDown();
              never.await();
            },
            2,
            failures::add);
    sink.offer(request(0));
    asked.await();
    assertThat(sink.offer(request(1))).isTrue();
    assertThat(sink.offer(request(2))).isTrue();
    assertThat(sink.offer(request(3))).isFalse();
    assertThat(sink.offer(request(4))).isFalse();
    assertThat(sink.size()).isEqualTo(2);
    assertThat(failures).containsExactly(QuoteFailure.SINK_FULL, QuoteFailure.SINK_FULL);

    sink.close(Duration.ofMillis(10));

    await()
        .untilAsserted(
            () ->
                assertThat(failures.subList(2, failures.size()))
                    .as("the one at the mint and the two that waited")
                    .containsExactly(
                        QuoteFailure.SINK_CLOSED,
                        QuoteFailure.SINK_CLOSED,
                        QuoteFailure.SINK_CLOSED));
  }

  @Test
  void aFailingMintIsCountedAndAskedAgain() throws Exception {
    try (QuoteSink sink =
        new QuoteSink(
            request -> {
              if (minted.incrementAndGet() % 2 == 0) {
                throw new java.io.IOException("mint is away");
              }
            },
            10,
            failures::add)) {
      for (int i = 0; i < 4; i++) {
        sink.offer(request(i));
      }
    }
    assertThat(minted).hasValue(4);
    assertThat(failures).containsExactly(QuoteFailure.MINT_ERROR, QuoteFailure.MINT_ERROR);
  }

  @Test
  void whatComesAfterClosingIsCounted() throws Exception {
    QuoteSink sink = new QuoteSink(r -> minted.incrementAndGet(), 10, failures::add);
    sink.close();
    sink.close();
    assertThat(sink.offer(request(0))).isFalse();
    assertThat(failures).containsExactly(QuoteFailure.SINK_CLOSED);
    assertThat(minted).hasValue(0);
  }

  @Test
  void errorOfTheMintOrTheListenerEndsNothing() throws Exception {
    try (QuoteSink sink =
        new QuoteSink(
            r -> {
              if (minted.incrementAndGet() <= 2) {
                throw new NoClassDefFoundError("of the mint's client");
              }
            },
            10,
            reason -> {
              failures.add(reason);
              throw new IllegalStateException("listener");
            })) {
      for (int i = 0; i < 3; i++) {
        assertThat(sink.offer(request(i))).isTrue();
      }
    }
    assertThat(minted).hasValue(3);
    assertThat(failures).containsExactly(QuoteFailure.MINT_ERROR, QuoteFailure.MINT_ERROR);
  }

  private static QuoteRequest request(long sequenceNumber) throws DispatchException {
    return QuoteRequest.of(
        QuoteDispatcherTest.hash(),
        LockingKey.of(QuoteDispatcherTest.key(2)),
        EhashAmount.ZERO,
        1,
        sequenceNumber);
  }
}
