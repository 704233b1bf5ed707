package io.hashpool.feed;

import static io.hashpool.feed.Wire.T0;
import static io.hashpool.feed.Wire.heartbeat;
import static io.hashpool.feed.Wire.miner;
import static io.hashpool.feed.Wire.pool;
import static io.hashpool.feed.Wire.poolAt;
import static io.hashpool.feed.Wire.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.stats.FeedError;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each row of the table of cases in {@code docs/feed.md}, in its order. */
class FeedCasesTest {
  private static final double TWO_TO_64 = 0x1p64;

  private final Feed feed = new Feed();
  private final Meters meters = feed.meters;

  @Test
  void firstSnapshotIsTheBaselineAndNotABurst() {
    feed.receive(pool(T0, miner(7, 5, 4, 320)));

    assertThat(meters.shares(7)).isEqualTo(5);
    assertThat(meters.value("hashpool.pool.downstream.quotes")).isEqualTo(4);
    assertThat(meters.value("hashpool.pool.downstream.ehash.mined")).isEqualTo(320);
    assertThat(meters.value("hashpool.pool.downstream.last.share.at")).isEqualTo(T0 - 1);
    assertThat(meters.value("hashpool.pool.downstream.channels")).isEqualTo(1);
    assertThat(meters.poolShares()).isZero();
    assertThat(meters.value("hashpool.pool.ehash.mined")).isZero();
    assertThat(meters.connections()).isZero();
    assertThat(feed.stats.isUp()).isTrue();
  }

  @Test
  void growthCountsInTheDownstreamAndInThePool() {
    feed.receive(pool(T0, miner(7, 5, 4, 320)));
    feed.receive(pool(T0 + 5, miner(7, 8, 6, 400)));

    assertThat(meters.shares(7)).isEqualTo(8);
    assertThat(meters.poolShares()).isEqualTo(3);
    assertThat(meters.value("hashpool.pool.quotes")).isEqualTo(2);
    assertThat(meters.value("hashpool.pool.ehash.mined")).isEqualTo(80);
  }

  @Test
  void totalsOverTheSignBitAreUnsigned() {
    feed.receive(pool(T0, miner(7, 5, 5, 1L << 63)));
    feed.receive(pool(T0 + 5, miner(7, 5, 5, -1L)));

    assertThat(meters.value("hashpool.pool.downstream.ehash.mined")).isEqualTo(TWO_TO_64);
    assertThat(meters.value("hashpool.pool.ehash.mined")).isEqualTo(0x1p63);
  }

  @Test
  void newIdInALiveFeedConnectsAndCountsInFull() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 5), miner(8, 3)));

    assertThat(meters.shares(8)).isEqualTo(3);
    assertThat(meters.poolShares()).isEqualTo(3);
    assertThat(meters.connections()).isEqualTo(1);
  }

  @Test
  void missingIdDisconnectsAndLosesNothing() {
    feed.receive(pool(T0, miner(7, 5), miner(8, 1)));
    feed.receive(pool(T0 + 5, miner(7, 9), miner(8, 1)));
    feed.receive(pool(T0 + 10, miner(8, 1)));

    assertThat(meters.shows(7)).isFalse();
    assertThat(meters.shows(8)).isTrue();
    assertThat(meters.poolShares()).isEqualTo(4);
    assertThat(meters.disconnections()).isEqualTo(1);
    assertThat(meters.value("hashpool.pool.downstreams")).isEqualTo(1);
  }

  @Test
  void totalThatFellIsANewSessionThatCountsInFull() {
    feed.receive(pool(T0, miner(7, 100)));
    feed.receive(pool(T0 + 5, miner(7, 110)));
    feed.receive(pool(T0 + 10, miner(7, 2)));

    assertThat(meters.shares(7)).isEqualTo(2);
    assertThat(meters.poolShares()).isEqualTo(12);
    assertThat(meters.connections()).isEqualTo(1);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void oneTotalThatFellIsEnough() {
    feed.receive(pool(T0, miner(7, 100, 100, 500)));
    feed.receive(pool(T0 + 5, miner(7, 101, 101, 10)));

    assertThat(meters.shares(7)).isEqualTo(101);
    assertThat(meters.poolShares()).isEqualTo(101);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void otherAddressWithTotalsThatGoOnIsARelabelledSession() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 6).at("10.9.9.9:1").selectingWork()));

    assertThat(
            meters.find(
                "hashpool.pool.downstream.info", "address", "10.9.9.9:1", "work_selection", "true"))
        .hasValue(1);
    assertThat(meters.shares(7)).isEqualTo(6);
    assertThat(meters.poolShares()).isEqualTo(1);
    assertThat(meters.connections()).isZero();
    assertThat(meters.disconnections()).isZero();
  }

  @Test
  void otherAddressWithTotalsThatFellIsANewSession() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 1).at("10.9.9.9:1")));

    assertThat(meters.find("hashpool.pool.downstream.info", "address", "10.9.9.9:1")).hasValue(1);
    assertThat(meters.poolShares()).isEqualTo(1);
    assertThat(meters.connections()).isEqualTo(1);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void restartedPoolCountsAgainWithoutLossOrDoubling() {
    feed.receive(pool(T0, miner(1, 50), miner(2, 60), miner(3, 70)));
    feed.receive(pool(T0 + 5, miner(1, 51), miner(2, 61), miner(3, 71)));
    feed.receive(pool(T0 + 10, miner(1, 2), miner(2, 0)));

    assertThat(meters.shares(1)).isEqualTo(2);
    assertThat(meters.shares(2)).isZero();
    assertThat(meters.shows(3)).isFalse();
    assertThat(meters.find("hashpool.pool.downstream.last.share.at", "downstream_id", "2"))
        .isEmpty();
    assertThat(meters.poolShares()).isEqualTo(5);
    assertThat(meters.connections()).isEqualTo(2);
    assertThat(meters.disconnections()).isEqualTo(3);
  }

  @Test
  void sameSnapshotTwiceChangesNothing() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 6)));
    feed.receive(pool(T0 + 5, miner(7, 6)));

    assertThat(meters.shares(7)).isEqualTo(6);
    assertThat(meters.poolShares()).isEqualTo(1);
    assertThat(feed.stats.snapshots()).isEqualTo(3);
    assertThat(feed.errors(FeedError.OUT_OF_ORDER)).isZero();
  }

  @Test
  void olderSnapshotIsIgnoredAndCounted() {
    feed.receive(pool(T0 + 5, miner(7, 6)));
    feed.receive(pool(T0, miner(7, 5), miner(8, 1)));

    assertThat(meters.shares(7)).isEqualTo(6);
    assertThat(meters.shows(8)).isFalse();
    assertThat(feed.errors(FeedError.OUT_OF_ORDER)).isEqualTo(1);
    assertThat(feed.stats.snapshots()).isEqualTo(1);
  }

  @Test
  void poolsClockThatWasSetBackCostsOneSnapshotAndNoShare() {
    for (int i = 0; i <= 10; i++) {
      feed.pass(Duration.ofSeconds(5));
      long time = T0 + 5 * i + (i < 3 ? 3600 : 0);
      feed.receive(pool(time, miner(7, 5 + i).lastSharedAt(time)));
      assertThat(meters.shows(7)).as("withdrawn").isTrue();
    }

    assertThat(feed.errors(FeedError.OUT_OF_ORDER)).isEqualTo(1);
    assertThat(meters.shares(7)).isEqualTo(15);
    assertThat(meters.poolShares()).isEqualTo(10);
    assertThat(meters.disconnections()).isZero();
    assertThat(meters.value("hashpool.pool.downstream.share.interval")).isEqualTo(5);
  }

  @Test
  void poolsClockThatWasSetForwardCostsNothing() {
    for (int i = 0; i < 10; i++) {
      feed.pass(Duration.ofSeconds(5));
      long time = T0 + 5 * i + (i < 5 ? 0 : 3600);
      feed.receive(pool(time, miner(7, 5 + i).lastSharedAt(time)));
    }

    assertThat(feed.errors(FeedError.OUT_OF_ORDER)).isZero();
    assertThat(meters.poolShares()).isEqualTo(9);
    assertThat(meters.value("hashpool.pool.downstream.last.share.at")).isEqualTo(T0 + 5 * 9 + 3600);
    assertThat(meters.value("hashpool.pool.downstream.share.interval")).isEqualTo(5);
  }

  @Test
  void impossibleTimeDoesNotWedgeTheFeed() {
    feed.receive(pool(-1L, miner(7, 5)));
    feed.receive(pool(T0, miner(7, 6)));
    feed.receive(pool(T0 + 5, miner(7, 7)));

    assertThat(meters.shares(7)).isEqualTo(7);
    assertThat(meters.poolShares()).isEqualTo(2);
  }

  @Test
  void olderSnapshotsOfAnOlderConnectionStayOlder() {
    feed.receive(Feed.peer(1), pool(T0, miner(7, 5)));
    FeedPeer newer = Feed.peer(3);
    feed.receive(newer, pool(T0 + 60, miner(7, 9)));
    newer.closed();
    FeedPeer late = Feed.peer(2);
    feed.receive(late, pool(T0 + 5, miner(7, 6)));
    feed.receive(late, pool(T0 + 10, miner(7, 7)));

    assertThat(meters.shares(7)).isEqualTo(9);
    assertThat(feed.errors(FeedError.OUT_OF_ORDER)).isEqualTo(2);
  }

  @Test
  void exportersOwnClockThatIsSetChangesNothing() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(heartbeat("10.0.0.9:34264"));
    feed.receive(window("Pool", 7, 12.5, ""));
    for (int hours : new int[] {-1, 1, 1, -1}) {
      feed.clock.step(Duration.ofHours(hours));
      feed.pass(Duration.ofSeconds(3));
      assertThat(meters.value("hashpool.exporter.feed.up")).isEqualTo(1);
      assertThat(meters.shows(7)).isTrue();
      assertThat(meters.hashrate(7)).isPresent();
      assertThat(service("JobDeclarator", "10.0.0.9:34264")).isTrue();
      feed.receive(pool(T0 + 5, miner(7, 6)));
      assertThat(meters.value("hashpool.exporter.feed.last.snapshot.at"))
          .isEqualTo(feed.clock.now().getEpochSecond());
    }
    assertThat(meters.poolShares()).isEqualTo(1);
    assertThat(meters.value("hashpool.pool.downstream.last.share.at")).isEqualTo(T0 - 1);

    feed.clock.step(Duration.ofHours(-1));
    feed.fallSilent();
    assertThat(meters.shows(7)).as("silence is found all the same").isFalse();
  }

  @Test
  void sameIdTwiceRefusesTheWholeLine() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(9, 1), miner(7, 6), miner(9, 1)));

    assertThat(meters.shares(7)).isEqualTo(5);
    assertThat(meters.shows(9)).isFalse();
    assertThat(feed.errors(FeedError.DUPLICATE_ID)).isEqualTo(1);
  }

  @Test
  void silenceWithdrawsTheSessionsAndIsNoDisconnection() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.pass(Duration.ofSeconds(15));
    assertThat(meters.shows(7)).isTrue();

    feed.pass(Duration.ofMillis(1));

    assertThat(meters.shows(7)).isFalse();
    assertThat(meters.value("hashpool.exporter.feed.up")).isZero();
    assertThat(meters.disconnections()).isZero();
    assertThat(feed.api.health().status()).isEqualTo(503);
  }

  @Test
  void sharesOfASilenceShowInTheDownstreamAndNeverAsAJumpInThePool() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 6)));
    feed.fallSilent();
    feed.receive(pool(T0 + 60, miner(7, 1000), miner(8, 500)));

    assertThat(meters.shares(7)).isEqualTo(1000);
    assertThat(meters.shares(8)).isEqualTo(500);
    assertThat(meters.poolShares()).isEqualTo(1);
    assertThat(meters.connections()).isZero();
    assertThat(meters.value("hashpool.exporter.feed.up")).isEqualTo(1);

    feed.receive(pool(T0 + 65, miner(7, 1003), miner(8, 500)));
    assertThat(meters.poolShares()).isEqualTo(4);
  }

  @Test
  void poolRestartedInASilenceIsABaselineToo() {
    feed.receive(pool(T0, miner(7, 100)));
    feed.fallSilent();
    feed.receive(pool(T0 + 60, miner(7, 3)));

    assertThat(meters.shares(7)).isEqualTo(3);
    assertThat(meters.poolShares()).isZero();
    assertThat(meters.disconnections()).isZero();
  }

  @Test
  void lateLineFindsTheFeedSilentThoughNobodyLooked() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.clock.advance(Duration.ofMinutes(1));
    feed.receive(pool(T0 + 60, miner(7, 90)));

    assertThat(meters.poolShares()).isZero();
    assertThat(meters.shares(7)).isEqualTo(90);
  }

  @Test
  void secondPoolIsRefusedWhileTheFirstIsHeard() {
    feed.receive(Feed.peer(1), pool(T0, miner(7, 5)));
    feed.receive(Feed.peer(2), poolAt("0.0.0.0:999", T0 + 5, miner(7, 1), miner(8, 1)));

    assertThat(meters.shares(7)).isEqualTo(5);
    assertThat(meters.shows(8)).isFalse();
    assertThat(feed.errors(FeedError.SECOND_POOL)).isEqualTo(1);
    assertThat(meters.find("hashpool.pool.info", "listen_address", Wire.POOL)).hasValue(1);
  }

  @Test
  void anyPoolMayComeOnceTheFeedIsSilent() {
    feed.receive(Feed.peer(1), pool(T0, miner(7, 5)));
    feed.fallSilent();
    feed.receive(Feed.peer(2), poolAt("0.0.0.0:999", T0 - 500, miner(3, 1)));

    assertThat(meters.shares(3)).isEqualTo(1);
    assertThat(meters.find("hashpool.pool.info", "listen_address", "0.0.0.0:999")).hasValue(1);
    assertThat(meters.find("hashpool.pool.info").getAsDouble()).isEqualTo(1);
    assertThat(feed.errors(FeedError.SECOND_POOL)).isZero();
  }

  @Test
  void publisherThatReconnectsTakesOver() {
    feed.receive(Feed.peer(1), pool(T0, miner(7, 5)));
    feed.receive(Feed.peer(2), pool(T0 + 5, miner(7, 7)));

    assertThat(meters.shares(7)).isEqualTo(7);
    assertThat(meters.poolShares()).isEqualTo(2);
  }

  @Test
  void twoPoolsThatClaimOneAddressDoNotTakeTurns() {
    FeedPeer first = Feed.peer(1);
    FeedPeer second = Feed.peer(2);
    feed.receive(first, pool(T0, miner(7, 100)));
    feed.receive(second, pool(T0 + 1, miner(7, 5)));
    feed.receive(first, pool(T0 + 5, miner(7, 101)));
    assertThat(feed.errors(FeedError.SECOND_POOL)).isEqualTo(1);
    assertThat(meters.shares(7)).isEqualTo(5);

    second.closed();
    feed.receive(first, pool(T0 + 10, miner(7, 102)));
    assertThat(meters.shares(7)).isEqualTo(102);
  }

  @Test
  void refusedLinesDoNotKeepTheFeedAlive() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.pass(Duration.ofSeconds(10));
    feed.receive(Feed.peer(2), poolAt("0.0.0.0:999", T0 + 10));
    feed.receive(pool(T0 - 1, miner(7, 5)));
    feed.receive(heartbeat("10.0.0.9:34264"));
    feed.receive(window("Pool", 7, 12.5, ",\"window_seconds\":60"));
    feed.pass(Duration.ofSeconds(6));

    assertThat(feed.stats.isUp()).isFalse();
    assertThat(meters.shows(7)).isFalse();
  }

  @Test
  void heartbeatShowsTheJobDeclaratorAsAServiceForAsLongAsItBeats() {
    feed.receive(pool(T0));
    feed.receive(heartbeat("10.0.0.9:34264"));
    assertThat(service("JobDeclarator", "10.0.0.9:34264")).isTrue();
    assertThat(feed.text(feed.api.services())).contains("JobDeclarator");

    feed.pass(Duration.ofSeconds(10));
    feed.receive(pool(T0 + 10));
    assertThat(service("JobDeclarator", "10.0.0.9:34264")).isTrue();

    feed.pass(Duration.ofSeconds(6));
    assertThat(service("JobDeclarator", "10.0.0.9:34264")).isFalse();
    assertThat(service("Pool", Wire.POOL)).isTrue();
    assertThat(feed.text(feed.api.services())).doesNotContain("JobDeclarator");
  }

  @Test
  void heartbeatIsNoPoolSnapshot() {
    feed.receive(heartbeat("10.0.0.9:34264"));

    assertThat(feed.stats.isUp()).isFalse();
    assertThat(feed.stats.snapshots()).isZero();
    assertThat(feed.api.stats().status()).isEqualTo(503);
    assertThat(feed.meters.find("hashpool.exporter.feed.last.snapshot.at")).isEmpty();
  }

  @Test
  void windowGivesTheHashrate() {
    feed.receive(pool(T0, miner(7, 5)));
    assertThat(meters.hashrate(7)).isEmpty();
    feed.receive(Feed.peer(2), window("Pool", 7, 12.5, ",\"window_seconds\":30"));
    assertThat(meters.hashrate(7)).hasValue(12.5 * 0x1p32 / 30);

    feed.receive(Feed.peer(2), window("Pool", 7, 12.5, ""));
    assertThat(meters.hashrate(7)).hasValue(12.5 * 0x1p32 / 60);
  }

  @Test
  void windowBeforeItsDownstreamIsRemembered() {
    feed.receive(Feed.peer(2), window("Pool", 7, 12.5, ""));
    feed.receive(pool(T0));
    assertThat(meters.hashrate(7)).isEmpty();
    feed.receive(pool(T0 + 5, miner(7, 1)));

    assertThat(meters.hashrate(7)).hasValue(12.5 * 0x1p32 / 60);
  }

  @Test
  void hashrateThatNobodyRepeatsExpiresAfterTwoWindows() {
    feed.receive(window("Pool", 7, 12.5, ",\"window_seconds\":5"));
    feed.receive(pool(T0, miner(7, 1)));
    feed.pass(Duration.ofMillis(9_999));
    assertThat(meters.hashrate(7)).isPresent();

    feed.pass(Duration.ofMillis(1));
    assertThat(meters.hashrate(7)).isEmpty();
    assertThat(meters.shows(7)).isTrue();
  }

  @Test
  void windowWithoutADownstreamTakesItsHashrateAway() {
    feed.receive(pool(T0, miner(7, 1), miner(8, 1)));
    feed.receive(window("Pool", 7, 12.5, ""));
    feed.receive(window("Pool", 8, 12.5, ""));

    assertThat(meters.hashrate(7)).isEmpty();
    assertThat(meters.hashrate(8)).isPresent();
  }

  @Test
  void hashrateSurvivesARelabelAndASilence() {
    feed.receive(pool(T0, miner(7, 1)));
    feed.receive(window("Pool", 7, 12.5, ""));
    feed.receive(pool(T0 + 1, miner(7, 1).selectingWork()));
    assertThat(meters.hashrate(7)).isPresent();

    feed.fallSilent();
    feed.receive(pool(T0 + 20, miner(7, 2)));
    assertThat(meters.hashrate(7)).isPresent();
  }

  @Test
  void translatorsNumberTheirOwnMiners() {
    feed.receive(pool(T0, miner(7, 1)));
    feed.receive(window("Translator", 7, 12.5, ""));

    assertThat(meters.hashrate(7)).isEmpty();
    for (FeedError reason : FeedError.values()) {
      assertThat(feed.errors(reason)).as(reason.code()).isZero();
    }
  }

  @Test
  void shareTimeFarInTheFutureHarmsNothing() {
    Wire.Miner strange = new Wire.Miner(7, 1, 1, 1, "18446744073709551615", "10.0.0.7:4000", false);
    feed.receive(pool(T0, strange));

    assertThat(meters.value("hashpool.pool.downstream.last.share.at")).isPositive();
    assertThat(feed.text(feed.api.stats())).contains("\"last_share_at\":18446744073709551615");
  }

  private boolean service(String type, String address) {
    return meters
        .find("hashpool.pool.service.info", "service_type", type, "address", address)
        .isPresent();
  }
}
