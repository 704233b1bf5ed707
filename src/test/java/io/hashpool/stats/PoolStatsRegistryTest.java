package io.hashpool.stats;

import static io.hashpool.stats.StatsFixture.downstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hashpool.quote.EhashAmount;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.quote.QuoteFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolStatsRegistryTest {
  private static final byte[] LOCKING_KEY = lockingKey();

  private final StatsFixture fixture = new StatsFixture();
  private final PoolStatsRegistry registry = fixture.registry();

  @Test
  void extendedShareCountsOneShareOneQuoteAndItsEhash() throws Exception {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    QuoteDispatcher dispatcher =
        QuoteDispatcher.withMinimumDifficulty(8).withCallback(new StatsCallback(session));

    dispatcher.submitQuote(hashWithLeadingZeroBits(12), LOCKING_KEY, 1, 1);

    assertThat(session.totals()).isEqualTo(new DownstreamTotals(1, 1, 16));
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARES, session)).hasValue(1);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_QUOTES, session)).hasValue(1);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_EHASH_MINED, session)).hasValue(16);
    assertThat(fixture.value(PoolMeter.POOL_SHARES)).hasValue(1);
    assertThat(fixture.value(PoolMeter.POOL_QUOTES)).hasValue(1);
    assertThat(fixture.value(PoolMeter.POOL_EHASH_MINED)).hasValue(16);
  }

  @Test
  void standardShareMakesNoQuote() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordShare();
    assertThat(session.totals()).isEqualTo(new DownstreamTotals(1, 0, 0));
  }

  @Test
  void workCountsNeitherAsShareNorAsStamp() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordWork(3, 1000);
    assertThat(session.totals()).isEqualTo(DownstreamTotals.ZERO);
    assertThat(session.lastShareAt()).isEmpty();
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_DIFFICULTY, session)).hasValue(3);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_DIFFICULTY_SQUARED, session)).hasValue(9);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_BEST_SHARE, session)).hasValue(1000);
    assertThat(fixture.value(PoolMeter.POOL_DIFFICULTY)).hasValue(3);
  }

  @ParameterizedTest
  @EnumSource
  void rejectedShareCountsOnlyUnderItsReason(RejectReason reason) {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordRejection(reason);
    assertThat(session.totals()).isEqualTo(DownstreamTotals.ZERO);
    for (RejectReason other : RejectReason.values()) {
      assertThat(fixture.value(PoolMeter.POOL_REJECTED_SHARES, "reason", other.code()))
          .hasValue(other == reason ? 1 : 0);
      assertThat(fixture.value(PoolMeter.DOWNSTREAM_REJECTED_SHARES, "reason", other.code()))
          .isEqualTo(other == reason ? OptionalDouble.of(1) : OptionalDouble.empty());
    }
  }

  @Test
  void thereIsNoLastShareBeforeTheFirst() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_LAST_SHARE_AT, session)).isEmpty();

    fixture.pass(Duration.ofMillis(1500));
    session.recordShare();

    assertThat(fixture.value(PoolMeter.DOWNSTREAM_LAST_SHARE_AT, session))
        .hasValue(StatsFixture.START.getEpochSecond() + 1.5);
  }

  @Test
  void shareIntervalIsTheMeanGapAndSilenceDoesNotChangeIt() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordShare();
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, session)).isEmpty();
    fixture.pass(Duration.ofSeconds(10));
    session.recordShare();
    fixture.pass(Duration.ofSeconds(20));
    session.recordShare();
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, session)).hasValue(15);
    fixture.pass(Duration.ofHours(5));
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, session)).hasValue(15);
  }

  @Test
  void hashrateDividesByTheAgeOfAYoungConnectionAndByTheWindowLater() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_HASHRATE, session)).isEmpty();
    fixture.pass(Duration.ofSeconds(5));
    session.recordShare();
    session.recordWork(10, 10);
    assertThat(hashrate(session)).isEqualTo(10 * 0x1p32 / 5);

    for (int second = 5; second < 300; second++) {
      fixture.pass(Duration.ofSeconds(1));
      session.recordShare();
      session.recordWork(2, 2);
    }
    assertThat(hashrate(session)).isCloseTo(2 * 0x1p32, within(0.02 * 2 * 0x1p32));

    fixture.pass(Duration.ofSeconds(60));
    assertThat(hashrate(session)).isLessThan(0.04 * 2 * 0x1p32);
    fixture.pass(Duration.ofSeconds(20));
    assertThat(hashrate(session)).isZero();
  }

  @Test
  void disconnectRemovesEverySeriesOfTheSessionAndLosesNothing() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    mineABitOfEverything(session);
    assertThat(fixture.metersWithDownstreamId()).isPositive();

    session.close();

    assertThat(fixture.metersWithDownstreamId()).isZero();
    assertThat(registry.getStats(session.info().id())).isEmpty();
    assertThat(fixture.value(PoolMeter.POOL_SHARES)).hasValue(2);
    assertThat(fixture.value(PoolMeter.POOL_DOWNSTREAMS)).hasValue(0);
    assertThat(fixture.value(PoolMeter.POOL_CONNECTIONS)).hasValue(1);
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(1);
  }

  @Test
  void closingTwiceDisconnectsOnce() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.close();
    session.close();
    registry.unregisterDownstream(session.info().id());
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(1);
  }

  @Test
  void lateEventsOfAnOldSessionReachNothingOfTheNewOne() {
    DownstreamStats old = registry.registerDownstream(downstream(7));
    old.recordShare();
    DownstreamStats young = registry.registerDownstream(downstream(7));

    mineABitOfEverything(old);
    old.close();

    assertThat(young.totals()).isEqualTo(DownstreamTotals.ZERO);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARES, young)).hasValue(0);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_LAST_SHARE_AT, young)).isEmpty();
    assertThat(registry.getStats(young.info().id())).containsSame(young);
    assertThat(fixture.value(PoolMeter.POOL_SHARES)).as("late shares count").hasValue(3);
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(1);
  }

  @Test
  void unregisteringAnUnknownIdDoesNothing() {
    registry.unregisterDownstream(new DownstreamId(99));
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(0);
  }

  @Test
  void newcomersPastTheLimitCountInTheTotalsAlone() {
    StatsFixture other = new StatsFixture();
    PoolStatsRegistry limited = other.builder().downstreamsLimit(1).build();
    limited.registerDownstream(downstream(1));
    long before = other.metersWithDownstreamId();
    DownstreamStats unseen = limited.registerDownstream(downstream(2));
    mineABitOfEverything(unseen);

    assertThat(other.metersWithDownstreamId()).isEqualTo(before);
    assertThat(other.value(PoolMeter.POOL_SHARES)).hasValue(2);
    assertThat(other.value(PoolMeter.POOL_DOWNSTREAMS)).hasValue(2);
    assertThat(other.value(PoolMeter.POOL_DOWNSTREAMS_LIMIT)).hasValue(1);
    assertThat(limited.snapshot().downstreams()).hasSize(2);
  }

  @Test
  void aSlotUnderTheLimitIsFreedByTheSessionThatHadIt() {
    PoolStatsRegistry limited = fixtureWithLimit(1);
    DownstreamStats first = limited.registerDownstream(downstream(1));
    DownstreamStats unseen = limited.registerDownstream(downstream(2));
    unseen.close();
    DownstreamStats replaced = limited.registerDownstream(downstream(1));
    assertThat(replaced.meters().visible()).as("replaces the one that had the slot").isTrue();
    first.close();
    replaced.close();
    assertThat(limited.registerDownstream(downstream(3)).meters().visible()).isTrue();
  }

  @Test
  void resumedSessionShowsItsTotalsButThePoolCountsOnlyWhatFollows() {
    DownstreamStats session =
        registry.resumeDownstream(downstream(7), new DownstreamTotals(100, 90, 5000));
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARES, session)).hasValue(100);
    assertThat(fixture.value(PoolMeter.POOL_SHARES)).hasValue(0);
    assertThat(fixture.value(PoolMeter.POOL_CONNECTIONS)).hasValue(0);

    session.add(new Growth(new DownstreamTotals(3, 2, 40)), true);

    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARES, session)).hasValue(103);
    assertThat(fixture.value(PoolMeter.POOL_SHARES)).hasValue(3);
    assertThat(fixture.value(PoolMeter.POOL_QUOTES)).hasValue(2);
    assertThat(fixture.value(PoolMeter.POOL_EHASH_MINED)).hasValue(40);
  }

  @Test
  void whenADownstreamConnectedIsShownUnlessThatWasBeforeTheFirstReport() {
    StatsFixture other = new StatsFixture();
    PoolStatsRegistry reported = other.builder().origin(StatsOrigin.REPORTED).build();
    DownstreamStats before = reported.resumeDownstream(downstream(1), DownstreamTotals.ZERO);
    DownstreamStats since = reported.registerDownstream(downstream(2));
    assertThat(other.value(PoolMeter.DOWNSTREAM_CONNECTED_AT, before)).isEmpty();
    assertThat(other.value(PoolMeter.DOWNSTREAM_CONNECTED_AT, since))
        .hasValue(other.instant().getEpochSecond());
  }

  @Test
  void poolTotalsStopAtTheHighestNumber() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    for (int i = 0; i < 3; i++) {
      session.add(new Growth(new DownstreamTotals(-1, -1, -1)), true);
      assertThat(fixture.value(PoolMeter.POOL_SHARES)).hasValue(0x1p64);
      assertThat(fixture.value(PoolMeter.POOL_EHASH_MINED)).hasValue(0x1p64);
      assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARES, session)).hasValue(0x1p64);
      session.recordShare();
    }
    assertThat(session.totals()).isEqualTo(new DownstreamTotals(-1, -1, -1));
  }

  @Test
  void whoWaitsPastTheLimitGetsItsSeriesWhenThereIsRoom() {
    StatsFixture other = new StatsFixture();
    PoolStatsRegistry limited = other.builder().downstreamsLimit(1).build();
    DownstreamStats first = limited.registerDownstream(downstream(1));
    DownstreamStats second = limited.registerDownstream(downstream(2));
    DownstreamStats third = limited.registerDownstream(downstream(3));
    for (int i = 0; i < 3; i++) {
      mineABitOfEverything(first);
      mineABitOfEverything(second);
    }
    long all = other.metersWithDownstreamId();

    first.close();

    assertThat(third.meters().visible()).isFalse();
    assertThat(second.meters().visible()).isTrue();
    assertThat(other.value(PoolMeter.DOWNSTREAM_SHARES, second)).hasValue(6);
    assertThat(other.value(PoolMeter.DOWNSTREAM_REJECTED_SHARES, second)).hasValue(3);
    assertThat(other.metersWithDownstreamId()).as("all that it has a value for").isEqualTo(all);
    third.close();
    second.close();
    assertThat(other.metersWithDownstreamId()).isZero();
  }

  @Test
  void suspendedSessionComesBackAsItWas() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    for (int i = 0; i < 3; i++) {
      fixture.pass(Duration.ofSeconds(10));
      mineABitOfEverything(session);
    }
    OptionalDouble interval = fixture.value(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, session);
    OptionalDouble connectedAt = fixture.value(PoolMeter.DOWNSTREAM_CONNECTED_AT, session);
    session.withdraw();
    assertThat(fixture.metersWithDownstreamId()).isZero();
    assertThat(registry.getStats(session.info().id())).isEmpty();

    registry.resume(session);

    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARES, session)).hasValue(6);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, session)).isEqualTo(interval);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_CONNECTED_AT, session)).isEqualTo(connectedAt);
    assertThat(fixture.value(PoolMeter.POOL_CONNECTIONS)).hasValue(1);
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(0);
  }

  @Test
  void suspendedSessionThatDoesNotComeBackIsADisconnection() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.withdraw();
    session.close();
    session.close();
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(1);
  }

  @Test
  void sessionThatEndedAndReturnsConnectsAgainWithWhatItHad() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordShare();
    session.close();
    registry.resume(session);
    registry.resume(session);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARES, session)).hasValue(1);
    assertThat(fixture.value(PoolMeter.POOL_CONNECTIONS)).hasValue(2);
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(1);
  }

  @Test
  void ehashIsUnsigned() {
    DownstreamStats session =
        registry.resumeDownstream(downstream(7), new DownstreamTotals(1, 1, -1));
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_EHASH_MINED, session)).hasValue(0x1p64);
  }

  @Test
  void withdrawnIsNotDisconnected() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.withdraw();
    assertThat(fixture.metersWithDownstreamId()).isZero();
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(0);
  }

  @Test
  void reportedPoolsLackWhatTheyCannotKnow() {
    StatsFixture other = new StatsFixture();
    PoolStatsRegistry reported = other.builder().origin(StatsOrigin.REPORTED).build();
    DownstreamStats session = reported.registerDownstream(downstream(7));
    assertThat(other.value(PoolMeter.DOWNSTREAM_SHARES, session)).hasValue(0);
    for (PoolMeter unknown :
        List.of(
            PoolMeter.DOWNSTREAM_DIFFICULTY,
            PoolMeter.DOWNSTREAM_HASHRATE,
            PoolMeter.POOL_REJECTED_SHARES,
            PoolMeter.POOL_BLOCKS_FOUND)) {
      assertThat(other.value(unknown)).as(unknown.sampleName()).isEmpty();
    }
    session.reportHashrate(OptionalDouble.of(42));
    assertThat(other.value(PoolMeter.DOWNSTREAM_HASHRATE, session)).hasValue(42);
    session.reportHashrate(OptionalDouble.empty());
    assertThat(other.value(PoolMeter.DOWNSTREAM_HASHRATE, session)).isEmpty();
  }

  @Test
  void infoGaugesFollowWhatThePoolSays() {
    PoolService mint = new PoolService(ServiceType.MINT, "mint:1");
    PoolService pool = new PoolService(ServiceType.POOL, "pool:1");
    registry.setListenAddress("0.0.0.0:34254");
    registry.setListenAddress("0.0.0.0:34255");
    registry.setServices(List.of(mint, pool));
    registry.setServices(List.of(pool));
    assertThat(fixture.meters.find("hashpool.pool.info").gauges())
        .singleElement()
        .satisfies(g -> assertThat(g.getId().getTag("listen_address")).isEqualTo("0.0.0.0:34255"));
    assertThat(fixture.meters.find("hashpool.pool.service.info").gauges())
        .singleElement()
        .satisfies(g -> assertThat(g.getId().getTag("service_type")).isEqualTo("Pool"));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e200, -1, 0, Double.NEGATIVE_INFINITY})
  void impossibleWorkIsLeftOutAndShowsNothing(double difficulty) {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordWork(difficulty, difficulty);
    assertThat(session.difficulty()).isZero();
    assertThat(fixture.value(PoolMeter.POOL_DIFFICULTY)).hasValue(0);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_HASHRATE, session)).isEmpty();
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_BEST_SHARE, session)).isEmpty();
    assertThat(registry.snapshot().downstreams().get(0).window()).isEmpty();

    session.recordWork(2, difficulty);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_HASHRATE, session)).isPresent();
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_BEST_SHARE, session)).isEmpty();

    session.recordWork(difficulty, 5);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_BEST_SHARE, session)).hasValue(5);
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_DIFFICULTY_SQUARED, session)).hasValue(4);
  }

  @Test
  void anApplicationThatTookANameInAnotherShapeDoesNotLoseItsMiners() {
    MeterRegistry refusing =
        new SimpleMeterRegistry() {
          @Override
          protected <T> io.micrometer.core.instrument.Gauge newGauge(
              Meter.Id id, T obj, java.util.function.ToDoubleFunction<T> valueFunction) {
            if (id.getTag(PoolMeter.DOWNSTREAM_ID) != null) {
              throw new IllegalArgumentException("taken");
            }
            return super.newGauge(id, obj, valueFunction);
          }
        };
    PoolStatsRegistry stubborn = new PoolStatsRegistry(refusing);
    assertThatCode(
            () -> {
              DownstreamStats session = stubborn.registerDownstream(downstream(7));
              mineABitOfEverything(session);
              session.close();
            })
        .doesNotThrowAnyException();
    stubborn.close();
  }

  @Test
  void closingTheRegistryRemovesWhatItRegisteredAndNothingElse() {
    Counter others = fixture.meters.counter("others");
    registry.setListenAddress("here:1");
    registry.setServices(List.of(new PoolService(ServiceType.MINT, "there:1")));
    mineABitOfEverything(registry.registerDownstream(downstream(7)));
    registry.close();
    assertThat(fixture.meters.getMeters()).containsExactly(others);
  }

  @Test
  void aSecondPoolOnTheSameMeterRegistryIsRefused() {
    assertThatThrownBy(() -> new PoolStatsRegistry(fixture.meters))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the meter registry already has the pool meter hashpool.pool.shares of another"
                + " PoolStatsRegistry; give each pool a MeterRegistry of its own, or close the"
                + " first");
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(new SimpleMeterRegistry());
    composite.add(fixture.meters);
    assertThatThrownBy(() -> new PoolStatsRegistry(composite))
        .isInstanceOf(IllegalStateException.class);

    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordShare();
    assertThat(fixture.value(PoolMeter.POOL_SHARES)).as("the first is untouched").hasValue(1);
    registry.close();
    new PoolStatsRegistry(composite).close();
    new PoolStatsRegistry(fixture.meters).close();
  }

  @Test
  void quotesAreDueForExtendedSharesWhetherTheyWereMadeOrNot() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordShare();
    assertThat(fixture.value(PoolMeter.POOL_QUOTES_DUE)).as("a standard share").hasValue(0);
    session.recordQuote(EhashAmount.ZERO);
    assertThat(fixture.value(PoolMeter.POOL_QUOTES_DUE)).hasValue(1);
    session.recordShare();
    registry.onQuoteFailed(QuoteFailure.INVALID_LOCKING_KEY);
    assertThat(fixture.value(PoolMeter.POOL_QUOTES_DUE)).as("one not made").hasValue(2);
    session.recordQuote(EhashAmount.ZERO);
    registry.onQuoteFailed(QuoteFailure.SINK_FULL);
    assertThat(fixture.value(PoolMeter.POOL_QUOTES_DUE)).as("one lost later").hasValue(3);
  }

  @Test
  void everyReportedShareIsDueAQuote() {
    StatsFixture reported = new StatsFixture();
    PoolStatsRegistry pool = reported.builder().origin(StatsOrigin.REPORTED).build();
    pool.registerDownstream(downstream(7)).add(new Growth(new DownstreamTotals(5, 0, 0)), true);
    assertThat(reported.value(PoolMeter.POOL_QUOTES_DUE)).hasValue(5);
  }

  @Test
  void snapshotIsSortedAndWhole() {
    registry.setListenAddress("here:1");
    registry.registerDownstream(downstream(9));
    DownstreamStats session = registry.registerDownstream(downstream(3));
    session.openChannel(5);
    session.openChannel(6);
    session.closeChannel(5);
    session.recordShare();
    session.recordWork(2, 4);
    fixture.pass(Duration.ofSeconds(4));

    PoolSnapshot snapshot = registry.snapshot();

    assertThat(snapshot.listenAddress()).contains("here:1");
    assertThat(snapshot.takenAt()).isEqualTo(fixture.instant());
    assertThat(snapshot.downstreams())
        .extracting(d -> d.info().id().value())
        .containsExactly(3L, 9L);
    assertThat(snapshot.downstreams().get(0))
        .isEqualTo(
            new DownstreamSnapshot(
                downstream(3),
                List.of(6L),
                new DownstreamTotals(1, 0, 0),
                Optional.of(StatsFixture.START),
                Optional.of(new WorkInWindow(1, 2, 4))));
    assertThat(fixture.value(PoolMeter.DOWNSTREAM_CHANNELS, session)).hasValue(1);
  }

  @Test
  void failedQuotesAndBlocksCountPoolWide() {
    registry.onQuoteFailed(QuoteFailure.SINK_FULL);
    registry.recordBlockFound();
    registry.recordShareValidation(5_000);
    assertThat(fixture.value(PoolMeter.POOL_QUOTES_FAILED, "reason", "sink-full")).hasValue(1);
    assertThat(fixture.value(PoolMeter.POOL_BLOCKS_FOUND)).hasValue(1);
    assertThat(fixture.meters.get("hashpool.pool.share.validation").timer().count()).isOne();
  }

  private PoolStatsRegistry fixtureWithLimit(int limit) {
    return new StatsFixture().builder().downstreamsLimit(limit).build();
  }

  private double hashrate(DownstreamStats session) {
    return fixture.value(PoolMeter.DOWNSTREAM_HASHRATE, session).orElseThrow();
  }

  private static void mineABitOfEverything(DownstreamStats session) {
    session.recordShare();
    session.recordQuote(EhashAmount.of(hashWithLeadingZeroBits(9), 8));
    session.recordWork(1, 1);
    session.recordRejection(RejectReason.STALE_SHARE);
  }

  private static byte[] hashWithLeadingZeroBits(int bits) {
    byte[] hash = new byte[EhashAmount.HASH_BYTES];
    hash[bits / 8] = (byte) (0x80 >>> (bits % 8));
    return hash;
  }

  private static byte[] lockingKey() {
    byte[] key = new byte[33];
    key[0] = 2;
    return key;
  }
}
