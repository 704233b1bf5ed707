package io.hashpool.pool;

import static io.hashpool.pool.PoolFixture.mine;
import static io.hashpool.pool.PoolFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hashpool.pool.ShareResult.Accepted;
import io.hashpool.pool.ShareResult.Rejected;
import io.hashpool.stats.PoolMeter;
import io.hashpool.stats.RejectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that come and go, work that changes, and threads. */
class PoolTest {
  private final PoolFixture fixture = new PoolFixture();
  private final Pool pool = fixture.pool;

  @Test
  void reconnectedDownstreamStartsAnewAndTheTotalsKeepWhatItHad() {
    Downstream first = fixture.connect();
    ExtendedChannel channel = first.openExtendedChannel(request());
    ExtendedShare late = mine(channel, 2);
    first.submit(mine(channel, 1));
    first.close();
    first.close();
    Downstream second = fixture.connect();
    assertThat(second.info().id()).isNotEqualTo(first.info().id());
    assertThat(first.submit(late)).isEqualTo(new Rejected(RejectReason.INVALID_CHANNEL_ID));
    assertThat(fixture.statsOf(second).totals().shares()).isZero();
    assertThat(fixture.statsOf(second).rejected(RejectReason.INVALID_CHANNEL_ID)).isZero();
    assertThat(fixture.poolTotal("hashpool.pool.shares")).isEqualTo(1);
    assertThat(fixture.poolTotal("hashpool.pool.connections")).isEqualTo(2);
    assertThat(fixture.poolTotal("hashpool.pool.disconnections")).isEqualTo(1);
    assertThat(pool.connected()).isEqualTo(1);
  }

  @Test
  void closingLeavesNoDownstreamsMetersAndTakesNoMore() {
    Downstream downstream = fixture.connect();
    downstream.submit(mine(downstream.openExtendedChannel(request()), 1));
    fixture.connect();
    pool.close();
    pool.close();
    assertThat(fixture.meters.find("hashpool.pool.downstream.shares").meters()).isEmpty();
    assertThat(fixture.meters.getMeters())
        .noneMatch(meter -> meter.getId().getTag(PoolMeter.DOWNSTREAM_ID) != null);
    assertThat(fixture.poolTotal("hashpool.pool.disconnections")).isEqualTo(2);
    assertThatThrownBy(fixture::connect)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the pool is closed");
    assertThatThrownBy(() -> downstream.openExtendedChannel(request()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1H", "PT1H"})
  void setClockMovesNoTargetAndCostsNoShare(String hour) {
    Downstream downstream = fixture.connect();
    ExtendedChannel channel = downstream.openExtendedChannel(request());
    ExtendedJob before = channel.currentJob();
    int number = 0;
    for (Duration step : new Duration[] {Duration.parse(hour), Duration.parse(hour).negated()}) {
      fixture.clock.step(step);
      pool.retarget();
      assertThat(channel.currentJob()).isSameAs(before);
      assertThat(downstream.submit(mine(channel, ++number))).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void channelsNeverSearchTheSameSpace() {
    Downstream one = fixture.connect();
    Downstream other = fixture.connect();
    StandardJob first = one.openStandardChannel(request()).currentJob();
    StandardJob second = other.openStandardChannel(request()).currentJob();
    assertThat(first.merkleRoot()).isNotEqualTo(second.merkleRoot());
    assertThat(one.openExtendedChannel(request()).currentJob().extranoncePrefix())
        .isNotEqualTo(other.openExtendedChannel(request()).currentJob().extranoncePrefix());
  }

  @Test
  void newTipGivesEveryChannelAJobOfIt() {
    Downstream downstream = fixture.connect();
    StandardChannel standard = downstream.openStandardChannel(request());
    ExtendedChannel extended = downstream.openExtendedChannel(request());
    Tip tip = PoolFixture.tip(2);
    pool.update(PoolFixture.template(tip));
    assertThat(standard.currentJob().tip()).isEqualTo(tip);
    assertThat(extended.currentJob().tip()).isEqualTo(tip);
    assertThat(downstream.openExtendedChannel(request()).currentJob().tip()).isEqualTo(tip);
  }

  @Test
  void workThatComesLateDoesNotDisplaceLaterWork() {
    ExtendedChannel channel = fixture.connect().openExtendedChannel(request());
    Work old = pool.work();
    pool.update(PoolFixture.template(PoolFixture.tip(2)));
    channel.update(old);
    assertThat(channel.currentJob().tip()).isEqualTo(PoolFixture.tip(2));
  }

  @Test
  void fullMemoryTakesNoShareUntilTheTipMoves() {
    PoolFixture small = new PoolFixture(3);
    Downstream downstream = small.connect();
    ExtendedChannel channel = downstream.openExtendedChannel(request());
    for (int number = 1; number <= 3; number++) {
      assertThat(downstream.submit(mine(channel, number))).isInstanceOf(Accepted.class);
    }
    assertThat(downstream.submit(mine(channel, 4)))
        .isEqualTo(new Rejected(RejectReason.DUPLICATE_SHARE));
    small.pool.update(PoolFixture.template(PoolFixture.tip(2)));
    assertThat(downstream.submit(mine(channel, 4))).isInstanceOf(Accepted.class);
  }

  @Test
  void declaredJobIsMinedUntilTheTipMoves() {
    Downstream downstream = pool.connect("192.0.2.1:40000", true);
    ExtendedChannel channel = downstream.openExtendedChannel(request());
    BlockTemplate own = PoolFixture.template(PoolFixture.TIP, "my own choice");
    assertThat(downstream.declareJob(channel.id(), own)).contains(channel.currentJob());
    assertThat(channel.currentJob().coinbase()).isSameAs(own.coinbase());
    assertThat(downstream.submit(mine(channel, 1))).isInstanceOf(Accepted.class);

    pool.update(PoolFixture.template(PoolFixture.TIP, "the pool's next choice"));
    assertThat(channel.currentJob().coinbase()).isSameAs(own.coinbase());
    pool.update(PoolFixture.template(PoolFixture.tip(2)));
    assertThat(channel.currentJob().tip()).isEqualTo(PoolFixture.tip(2));
    assertThat(downstream.declareJob(channel.id(), own)).as("on the old tip").isEmpty();
    assertThat(downstream.declareJob(99, own)).as("no such channel").isEmpty();
  }

  @Test
  void declaringNeedsWorkSelection() {
    Downstream downstream = fixture.connect();
    ExtendedChannel channel = downstream.openExtendedChannel(request());
    assertThatThrownBy(
            () -> downstream.declareJob(channel.id(), PoolFixture.template(PoolFixture.TIP)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without work selection");
  }

  @Test
  void shareSubmittedByTwoThreadsAtOnceCountsOnce() throws Exception {
    Downstream downstream = fixture.connect();
    ExtendedChannel channel = downstream.openExtendedChannel(request());
    List<ExtendedShare> shares = new ArrayList<>();
    for (int number = 0; number < 500; number++) {
      shares.add(mine(channel, number));
    }
    Callable<Long> submitAll =
        () -> shares.stream().filter(share -> downstream.submit(share) instanceof Accepted).count();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      long accepted = 0;
      for (Future<Long> counted : threads.invokeAll(List.of(submitAll, submitAll))) {
        accepted += counted.get();
      }
      assertThat(accepted).isEqualTo(500);
    } finally {
      threads.shutdown();
    }
    assertThat(fixture.statsOf(downstream).totals().shares()).isEqualTo(500);
    assertThat(fixture.statsOf(downstream).rejected(RejectReason.DUPLICATE_SHARE)).isEqualTo(500);
  }

  @Test
  void comingAndGoingAndMiningAndNewTipsAtOnceLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<Long>> miners = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      miners.add(this::mineThroughSeveralConnections);
    }
    miners.add(
        () -> {
          for (int number = 2; number < 60; number++) {
            pool.update(PoolFixture.template(PoolFixture.tip(number)));
            pool.retarget();
          }
          return 0L;
        });
    try {
      long accepted = 0;
      for (Future<Long> counted : threads.invokeAll(miners)) {
        accepted += counted.get();
      }
      assertThat(accepted).isPositive();
      assertThat(fixture.poolTotal("hashpool.pool.shares")).isEqualTo(accepted);
    } finally {
      threads.shutdown();
    }
    assertThat(pool.connected()).isZero();
    assertThat(fixture.meters.getMeters())
        .noneMatch(meter -> meter.getId().getTag(PoolMeter.DOWNSTREAM_ID) != null);
  }

  private long mineThroughSeveralConnections() {
    long accepted = 0;
    for (int connection = 0; connection < 20; connection++) {
      try (Downstream downstream = fixture.connect()) {
        ExtendedChannel channel = downstream.openExtendedChannel(request());
        for (int number = 0; number < 20; number++) {
          if (downstream.submit(mine(channel, number)) instanceof Accepted) {
            accepted++;
          }
        }
      }
    }
    return accepted;
  }
}
