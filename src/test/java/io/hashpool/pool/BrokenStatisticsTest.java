package io.hashpool.pool;

import static io.hashpool.pool.PoolFixture.mine;
import static io.hashpool.pool.PoolFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.base.Clocks;
import io.hashpool.pool.ShareResult.Accepted;
import io.hashpool.pool.ShareResult.BlockFound;
import io.hashpool.pool.ShareResult.Rejected;
import io.hashpool.quote.EhashAmount;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.quote.QuoteFailure;
import io.hashpool.quote.QuoteSink;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.PoolMeter;
import io.hashpool.stats.PoolStatsRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statistics that throw or hang, under a pool that must not notice. */
@Timeout(60)
class BrokenStatisticsTest {
  private final PoolFixture.ManualClock clock = new PoolFixture.ManualClock();
  private final LinkedBlockingQueue<Long> minted = new LinkedBlockingQueue<>();

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("broken"), new NoSuchMethodError("of another Micrometer"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void meterRegistryThatThrowsCostsNoShareNoQuoteAndNoCount(Throwable failure) throws Exception {
    MeterRegistry meters =
        new SimpleMeterRegistry() {
          @Override
          protected <T> Gauge newGauge(Meter.Id id, T of, ToDoubleFunction<T> value) {
            failIfOfADownstream(id);
            return super.newGauge(id, of, value);
          }

          private void failIfOfADownstream(Meter.Id id) {
            if (id.getTag(PoolMeter.DOWNSTREAM_ID) != null) {
              raise(failure);
            }
          }
        };
    PoolStatsRegistry stats = PoolStatsRegistry.builder(meters).clock(clock.clocks()).build();

    assertPoolMinesOn(stats);

    assertThat(count(meters, "hashpool.pool.shares")).isEqualTo(3);
    assertThat(count(meters, "hashpool.pool.quotes")).isEqualTo(2);
    assertThat(count(meters, "hashpool.pool.disconnections")).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void listenerThatThrowsAtRemovalLeavesNoSeriesAndNoSession(Throwable failure) throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    meters.config().onMeterRemoved(meter -> raise(failure));
    PoolStatsRegistry stats = PoolStatsRegistry.builder(meters).clock(clock.clocks()).build();

    assertPoolMinesOn(stats);

    assertThat(stats.snapshot().downstreams()).isEmpty();
    assertThat(meters.getMeters())
        .noneMatch(meter -> meter.getId().getTag(PoolMeter.DOWNSTREAM_ID) != null);
    assertThat(count(meters, "hashpool.pool.disconnections")).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void statisticsThatThrowAtEveryShareCostNoShareAndNoQuote(Throwable failure) throws Exception {
    boolean[] broken = {false};
    Clocks clocks =
        new Clocks(
            clock,
            () -> {
              if (broken[0]) {
                raise(failure);
              }
              return 0;
            });
    PoolStatsRegistry stats =
        PoolStatsRegistry.builder(new SimpleMeterRegistry()).clock(clocks).build();
    assertPoolMinesOn(stats, () -> broken[0] = true);
  }

  @Test
  void poolsOwnCallbackThatThrowsLeavesTheStatisticsWhole() {
    MeterRegistry meters = new SimpleMeterRegistry();
    PoolStatsRegistry stats = PoolStatsRegistry.builder(meters).clock(clock.clocks()).build();
    List<EhashAmount> heard = new ArrayList<>();
    QuoteDispatcher quotes =
        QuoteDispatcher.withMinimumDifficulty(2)
            .withCallback(
                (channel, amount) -> {
                  heard.add(amount);
                  throw new IllegalStateException("the pool's own");
                });
    Downstream downstream = pool(stats, quotes).connect("192.0.2.1:40000", false);
    ExtendedChannel channel = downstream.openExtendedChannel(request());

    Accepted share = (Accepted) downstream.submit(mine(channel, 1));

    EhashAmount worth = EhashAmount.of(share.hash().toDisplayBytes(), 2);
    assertThat(heard).containsExactly(worth);
    assertThat(stats.getStats(downstream.info().id()).orElseThrow().totals())
        .isEqualTo(new DownstreamTotals(1, 1, worth.units()));
    assertThat(count(meters, "hashpool.pool.shares")).isEqualTo(1);
  }

  @Test
  void mintThatHangsHoldsUpNoShare() throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    PoolStatsRegistry stats = PoolStatsRegistry.builder(meters).clock(clock.clocks()).build();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (QuoteSink sink =
        new QuoteSink(
            request -> {
              asked.countDown();
              goOn.await();
            },
            1,
            stats)) {
      QuoteDispatcher quotes = QuoteDispatcher.withMinimumDifficulty(2).withSink(sink);
      Downstream downstream = pool(stats, quotes).connect("192.0.2.1:40000", false);
      ExtendedChannel channel = downstream.openExtendedChannel(request());
      downstream.submit(mine(channel, 0));
      asked.await();
      for (int share = 1; share <= 100; share++) {
        assertThat(downstream.submit(mine(channel, share))).isInstanceOf(Accepted.class);
      }
      assertThat(goOn.getCount()).as("it hangs still").isOne();
      assertThat(count(meters, "hashpool.pool.shares")).isEqualTo(101);
      assertThat(count(meters, "hashpool.pool.quotes")).isEqualTo(101);
      assertThat(
              meters
                  .get("hashpool.pool.quotes.failed")
                  .tag("reason", QuoteFailure.SINK_FULL.code())
                  .functionCounter()
                  .count())
          .isEqualTo(99);
      goOn.countDown();
    }
  }

  private void assertPoolMinesOn(PoolStatsRegistry stats) throws InterruptedException {
    assertPoolMinesOn(stats, () -> {});
  }

  /** A standard share, an extended one, a block and a rejection, and the connection's end. */
  private void assertPoolMinesOn(PoolStatsRegistry stats, Runnable connected)
      throws InterruptedException {
    try (QuoteSink sink =
        new QuoteSink(request -> minted.add(request.sequenceNumber()), 10, stats)) {
      Pool pool = pool(stats, QuoteDispatcher.withMinimumDifficulty(2).withSink(sink));
      Downstream downstream = pool.connect("192.0.2.1:40000", false);
      connected.run();
      StandardChannel standard = downstream.openStandardChannel(request());
      ExtendedChannel extended = downstream.openExtendedChannel(request());
      ExtendedShare share = mine(extended, 7);
      assertThat(downstream.submit(share)).isInstanceOf(Accepted.class);
      assertThat(downstream.submit(share)).isInstanceOf(Rejected.class);
      assertThat(downstream.submit(mine(standard))).isInstanceOfAny(Accepted.class);
      assertThat(downstream.submit(PoolFixture.mineBlock(extended))).isInstanceOf(BlockFound.class);
      assertThat(minted.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
      assertThat(minted.poll(10, TimeUnit.SECONDS)).isEqualTo(0);
      downstream.close();
      assertThat(pool.connected()).isZero();
    }
  }

  private Pool pool(PoolStatsRegistry stats, QuoteDispatcher quotes) {
    return new Pool(
        new PoolConfig(6, PoolFixture.EASIEST),
        PoolFixture.template(PoolFixture.TIP),
        block -> {},
        stats,
        quotes,
        clock.clocks());
  }

  private static double count(MeterRegistry meters, String name) {
    return meters.get(name).functionCounter().count();
  }

  private static void raise(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
