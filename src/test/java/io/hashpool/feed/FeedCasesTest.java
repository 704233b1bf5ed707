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
  void poolTotalStopsAtTheHighestNumber() {
    feed.receive(pool(T0));
    feed.receive(pool(T0 + 5, miner(7, 5, 5, -1L)));
    feed.receive(pool(T0 + 10, miner(7, 5, 5, -1L), miner(8, 5, 5, 5)));

    assertThat(meters.value("hashpool.pool.ehash.mined")).isEqualTo(TWO_TO_64);
  }

  @Test
  void quotesAreTheAcceptedSharesOfAPoolThatCountsOthers() {
    Feed quotes = new Feed(10, Accepted.QUOTES);
    quotes.receive(pool(T0, miner(7, 9, 4, 320)));
    quotes.receive(pool(T0 + 5, miner(7, 12, 6, 320)));
    assertThat(quotes.meters.shares(7)).isEqualTo(6);
    assertThat(quotes.meters.poolShares()).isEqualTo(2);
    assertThat(quotes.text(quotes.api.stats())).contains("\"shares_submitted\":12");
    quotes.receive(pool(T0 + 10, miner(7, 3, 6, 320)));
    assertThat(quotes.meters.poolShares()).as("the raw shares tell a restart").isEqualTo(8);
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
  void totalThatFellToUnderHalfIsANewSessionThatCountsInFull() {
    feed.receive(pool(T0, miner(7, 100), miner(8, 1), miner(9, 1)));
    feed.receive(pool(T0 + 5, miner(7, 110), miner(8, 1), miner(9, 1)));
    feed.receive(pool(T0 + 10, miner(7, 54), miner(8, 1), miner(9, 1)));

    assertThat(meters.shares(7)).isEqualTo(54);
    assertThat(meters.poolShares()).isEqualTo(64);
    assertThat(meters.connections()).isEqualTo(1);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void totalThatFellLessIsACorrectionAndHoldsUntilItIsPassed() {
    feed.receive(pool(T0, miner(7, 1_000_000)));
    feed.pass(Duration.ofSeconds(5));
    feed.receive(pool(T0 + 5, miner(7, 1_000_005)));
    feed.receive(pool(T0 + 10, miner(7, 1_000_004)));
    assertThat(meters.shares(7)).isEqualTo(1_000_005);
    assertThat(feed.errors(FeedError.CORRECTED)).isEqualTo(1);

    feed.receive(pool(T0 + 15, miner(7, 1_000_005)));
    feed.receive(pool(T0 + 20, miner(7, 1_000_007)));
    assertThat(meters.shares(7)).isEqualTo(1_000_007);
    assertThat(meters.poolShares()).isEqualTo(7);
    assertThat(meters.connections()).isZero();
    assertThat(feed.errors(FeedError.CORRECTED)).isEqualTo(1);
  }

  @Test
  void growthBelowWhatWasCountedIsASignOfLife() {
    String silentAt = "hashpool.pool.downstream.silent.at";
    feed.receive(pool(T0, miner(7, 1000)));
    feed.receive(pool(T0 + 5, miner(7, 990)));
    double before = meters.value(silentAt);
    feed.pass(Duration.ofSeconds(10));
    feed.receive(pool(T0 + 15, miner(7, 990)));
    assertThat(meters.value(silentAt)).isEqualTo(before);

    feed.receive(pool(T0 + 15, miner(7, 991)));
    assertThat(meters.value(silentAt)).isNotEqualTo(before);
    assertThat(meters.poolShares()).isZero();
  }

  @Test
  void twoSnapshotsOfOneSecondThatAreSwappedAddNothing() {
    feed.receive(pool(T0, miner(7, 1_000_000)));
    feed.receive(pool(T0 + 5, miner(7, 1_000_020)));
    feed.receive(pool(T0 + 5, miner(7, 1_000_010)));
    feed.receive(pool(T0 + 10, miner(7, 1_000_030)));

    assertThat(meters.poolShares()).isEqualTo(30);
    assertThat(meters.disconnections()).isZero();
  }

  @Test
  void smallTotalsThatFellAreARestartWhereMostOfThePoolFell() {
    feed.receive(pool(T0, few(1, 9), few(2, 9), few(3, 9)));
    feed.receive(pool(T0 + 5, few(1, 1), few(2, 9), few(3, 9)));
    assertThat(feed.errors(FeedError.CORRECTED)).as("one of three").isEqualTo(1);
    feed.receive(pool(T0 + 10, few(1, 9), few(2, 4), few(3, 4)));

    assertThat(meters.poolShares()).as("two of three").isEqualTo(8);
    assertThat(meters.disconnections()).isEqualTo(2);
  }

  @Test
  void oneTotalThatFellToUnderHalfIsEnough() {
    feed.receive(pool(T0, miner(7, 100, 100, 500)));
    feed.receive(pool(T0 + 5, miner(7, 101, 101, 10)));

    assertThat(meters.shares(7)).isEqualTo(101);
    assertThat(meters.poolShares()).isEqualTo(101);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void otherWorkSelectionIsTheSameSessionUnderAnotherLabel() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 6).selectingWork()));

    assertThat(meters.find("hashpool.pool.downstream.info", "work_selection", "true")).hasValue(1);
    assertThat(meters.shown()).isEqualTo(1);
    assertThat(meters.shares(7)).isEqualTo(6);
    assertThat(meters.poolShares()).isEqualTo(1);
    assertThat(meters.connections()).isZero();
    assertThat(meters.disconnections()).isZero();
  }

  @Test
  void otherAddressIsAnotherConnectionThatCountsInFull() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 6).at("10.9.9.9:1")));

    assertThat(meters.find("hashpool.pool.downstream.info", "address", "10.9.9.9:1")).hasValue(1);
    assertThat(meters.shares(7)).isEqualTo(6);
    assertThat(meters.poolShares()).isEqualTo(6);
    assertThat(meters.connections()).isEqualTo(1);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void addressThatIsNotKnownTellsNothing() {
    feed.receive(pool(T0, miner(7, 5).at("")));
    feed.receive(pool(T0 + 5, miner(7, 6).at("10.9.9.9:1")));
    feed.receive(pool(T0 + 10, miner(7, 7).at("")));

    assertThat(meters.find("hashpool.pool.downstream.info", "address", "10.9.9.9:1")).hasValue(1);
    assertThat(meters.poolShares()).isEqualTo(2);
    assertThat(meters.connections()).isZero();
  }

  @Test
  void otherAddressWithTotalsThatFellIsANewSession() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 4).at("10.9.9.9:1")));

    assertThat(meters.find("hashpool.pool.downstream.info", "address", "10.9.9.9:1")).hasValue(1);
    assertThat(meters.poolShares()).isEqualTo(4);
    assertThat(meters.connections()).isEqualTo(1);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void returningIdGoesOnWithWhatItHad() {
    feed.receive(pool(T0, miner(7, 100), miner(8, 1)));
    feed.receive(pool(T0 + 5, miner(8, 1)));
    feed.receive(pool(T0 + 10, miner(7, 103), miner(8, 1)));

    assertThat(meters.shares(7)).isEqualTo(103);
    assertThat(meters.poolShares()).isEqualTo(3);
    assertThat(meters.connections()).isEqualTo(1);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void returningIdWithTotalsThatFellIsANewSession() {
    feed.receive(pool(T0, miner(7, 100)));
    feed.receive(pool(T0 + 5));
    feed.receive(pool(T0 + 10, miner(7, 90)));

    assertThat(meters.shares(7)).isEqualTo(90);
    assertThat(meters.poolShares()).isEqualTo(90);
  }

  @Test
  void returningIdAtAnotherAddressIsANewSessionAndTheFirstIsStillKnown() {
    feed.receive(pool(T0, miner(7, 100)));
    feed.receive(pool(T0 + 5, miner(7, 200).at("10.9.9.9:1")));
    assertThat(meters.poolShares()).isEqualTo(200);
    feed.receive(pool(T0 + 10, miner(7, 101)));

    assertThat(meters.poolShares()).isEqualTo(201);
    assertThat(meters.shares(7)).isEqualTo(101);
  }

  @Test
  void sessionThatLeftIsForgottenAfterAnHour() {
    feed.receive(pool(T0, miner(7, 100), miner(8, 100)));
    feed.receive(pool(T0 + 5));
    for (int minute = 1; minute <= 60; minute++) {
      for (int i = 0; i < 6; i++) {
        feed.pass(Duration.ofSeconds(10));
        feed.receive(pool(T0 + 5 + minute * 60 + i * 10));
      }
    }
    feed.receive(pool(T0 + 3700, miner(7, 101)));
    assertThat(meters.poolShares()).isEqualTo(1);
    feed.pass(Duration.ofMillis(1));
    feed.receive(pool(T0 + 3701, miner(7, 101), miner(8, 101)));
    assertThat(meters.poolShares()).isEqualTo(102);
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
  void poolThatNumbersAllAnewKeepsAllTheSeriesThatTheLimitAllows() {
    Feed limited = new Feed(4, Accepted.SHARES);
    limited.receive(pool(T0, miner(1, 5), miner(2, 5), miner(3, 5), miner(4, 5)));
    limited.receive(pool(T0 + 5, miner(11, 1), miner(12, 1), miner(13, 1), miner(14, 1)));
    assertThat(limited.meters.shown()).isEqualTo(4);

    limited.receive(
        pool(T0 + 10, miner(11, 1), miner(12, 1), miner(13, 1), miner(14, 1), miner(15, 1)));
    assertThat(limited.meters.shows(15)).as("past the limit").isFalse();
    limited.receive(pool(T0 + 15, miner(12, 1), miner(13, 1), miner(14, 1), miner(15, 2)));
    assertThat(limited.meters.shows(15)).as("room again").isTrue();
    assertThat(limited.meters.shares(15)).isEqualTo(2);
    assertThat(limited.meters.poolShares()).isEqualTo(6);
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
    assertThat(meters.value("hashpool.pool.downstream.last.share.at"))
        .as("not in the exporter's future")
        .isEqualTo(feed.clock.now().getEpochSecond());
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
  void badRowCostsItselfAndItsSessionStaysAsItIs() {
    feed.receive(pool(T0, miner(7, 5), miner(8, 5)));
    feed.receive(
        pool(T0 + 5, miner(7, 6), miner(8, 6))
            .replaceFirst("\"ehash_mined\":384", "\"ehash_mined\":null"));

    assertThat(meters.shares(7)).as("as it was").isEqualTo(5);
    assertThat(meters.shares(8)).isEqualTo(6);
    assertThat(meters.disconnections()).isZero();
    assertThat(feed.errors(FeedError.BAD_ROW)).isEqualTo(1);
    feed.receive(pool(T0 + 10, miner(7, 7), miner(8, 6)));
    assertThat(meters.poolShares()).isEqualTo(3);
  }

  @Test
  void badRowOfTheFirstSnapshotIsABaselineOnceItIsGood() {
    feed.receive(pool(T0, miner(7, 500)).replace("\"channels\":[1]", "\"channels\":[-1]"));
    assertThat(meters.shows(7)).isFalse();
    feed.receive(pool(T0 + 5, miner(7, 501)).replace("\"channels\":[1]", "\"channels\":[-1]"));
    feed.receive(pool(T0 + 10, miner(7, 502)));

    assertThat(meters.shares(7)).isEqualTo(502);
    assertThat(meters.poolShares()).isZero();
    assertThat(meters.connections()).isZero();
  }

  @Test
  void badRowAfterASilenceKeepsItsSession() {
    feed.receive(pool(T0, miner(7, 500)));
    feed.fallSilent();
    feed.receive(pool(T0 + 60, miner(7, 600)).replace("\"channels\":[1]", "\"channels\":{}"));
    assertThat(meters.shares(7)).isEqualTo(500);
    feed.receive(pool(T0 + 65, miner(7, 601)));

    assertThat(meters.poolShares()).isEqualTo(101);
    assertThat(meters.disconnections()).isZero();
  }

  @Test
  void serviceOfAnUnknownKindCostsItselfAlone() {
    for (int i = 0; i < 4; i++) {
      feed.receive(
          pool(T0 + 5 * i, miner(7, 5 + i))
              .replace(
                  "\"services\":[",
                  "\"services\":[{\"service_type\":\"Shop\",\"address\":\"a:1\"},"));
      feed.pass(Duration.ofSeconds(5));
    }
    assertThat(meters.value("hashpool.exporter.feed.up")).isEqualTo(1);
    assertThat(meters.shares(7)).isEqualTo(8);
    assertThat(meters.poolShares()).isEqualTo(3);
    assertThat(service("Pool", Wire.POOL)).isTrue();
    assertThat(feed.errors(FeedError.BAD_ROW)).isEqualTo(4);
  }

  @Test
  void lastChangeIsOfTheLastSnapshotInWhichANumberMoved() {
    String lastChange = "hashpool.exporter.feed.last.change.at";
    feed.receive(pool(T0, miner(7, 5)));
    double first = meters.value(lastChange);
    feed.pass(Duration.ofSeconds(5));
    feed.receive(pool(T0 + 5, miner(7, 5)));
    assertThat(meters.value(lastChange)).isEqualTo(first);

    feed.receive(pool(T0 + 10, miner(7, 6)));
    assertThat(meters.value(lastChange)).isEqualTo(first + 5);
    feed.pass(Duration.ofSeconds(5));
    feed.receive(pool(T0 + 15));
    assertThat(meters.value(lastChange)).isEqualTo(first + 10);
  }

  @Test
  void silenceWithdrawsTheSessionsAndIsNoDisconnection() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.pass(Duration.ofSeconds(15));
    assertThat(meters.shows(7)).isTrue();

    feed.pass(Duration.ofMillis(1));

    assertThat(meters.shows(7)).isFalse();
    assertThat(meters.value("hashpool.exporter.feed.up")).isZero();
    assertThat(meters.find("hashpool.pool.info")).isEmpty();
    assertThat(service("Pool", Wire.POOL)).isFalse();
    assertThat(meters.disconnections()).isZero();
    assertThat(feed.api.health().status()).isEqualTo(503);

    feed.receive(pool(T0 + 60, miner(7, 5)));
    assertThat(meters.find("hashpool.pool.info", "listen_address", Wire.POOL)).hasValue(1);
    assertThat(service("Pool", Wire.POOL)).isTrue();
  }

  @Test
  void sharesOfASilenceAreAddedWhenTheSessionsReturn() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.receive(pool(T0 + 5, miner(7, 6)));
    feed.fallSilent();
    feed.receive(pool(T0 + 60, miner(7, 1000), miner(8, 500)));

    assertThat(meters.shares(7)).isEqualTo(1000);
    assertThat(meters.shares(8)).isEqualTo(500);
    assertThat(meters.poolShares()).as("995 of 7, and 500 of the new one").isEqualTo(1495);
    assertThat(meters.connections()).isEqualTo(1);
    assertThat(meters.disconnections()).isZero();
    assertThat(meters.value("hashpool.exporter.feed.up")).isEqualTo(1);

    feed.receive(pool(T0 + 65, miner(7, 1003), miner(8, 500)));
    assertThat(meters.poolShares()).isEqualTo(1498);
  }

  @Test
  void whoDoesNotReturnFromASilenceDisconnected() {
    feed.receive(pool(T0, miner(7, 5), miner(8, 5)));
    feed.fallSilent();
    feed.receive(pool(T0 + 60, miner(7, 5)));

    assertThat(meters.shows(8)).isFalse();
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void sessionKeepsItsMeanGapOverASilence() {
    String interval = "hashpool.pool.downstream.share.interval";
    feed.receive(pool(T0));
    for (int i = 1; i <= 5; i++) {
      feed.pass(Duration.ofSeconds(10));
      feed.receive(pool(T0 + 10 * i, miner(7, i)));
    }
    double connectedAt = meters.value("hashpool.pool.downstream.connected.at");
    feed.pass(Duration.ofSeconds(30));
    assertThat(meters.find(interval)).isEmpty();
    feed.receive(pool(T0 + 80, miner(7, 8)));

    assertThat(meters.value(interval)).isEqualTo(10);
    assertThat(meters.value("hashpool.pool.downstream.connected.at")).isEqualTo(connectedAt);
  }

  @Test
  void sourceThatReportsTooSeldomLosesNoShare() {
    for (int i = 1; i <= 6; i++) {
      feed.receive(pool(T0 + 20 * i, miner(1, 10 * i)));
      assertThat(meters.shares(1)).isEqualTo(10 * i);
      assertThat(meters.poolShares()).isEqualTo(10 * (i - 1));
      feed.pass(Duration.ofSeconds(20));
      assertThat(meters.value("hashpool.exporter.feed.up")).isZero();
    }
    assertThat(meters.connections()).isZero();
    assertThat(meters.disconnections()).isZero();
  }

  @Test
  void poolThatRestartedInASilenceCountsInFull() {
    feed.receive(pool(T0, miner(7, 100)));
    feed.fallSilent();
    feed.receive(pool(T0 + 60, miner(7, 3)));

    assertThat(meters.shares(7)).isEqualTo(3);
    assertThat(meters.poolShares()).isEqualTo(3);
    assertThat(meters.disconnections()).isEqualTo(1);
  }

  @Test
  void lateLineFindsTheFeedSilentThoughNobodyLooked() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.clock.advance(Duration.ofMinutes(1));
    feed.receive(pool(T0 + 60, miner(7, 90).at("10.9.9.9:1")));

    assertThat(meters.shares(7)).isEqualTo(90);
    assertThat(meters.disconnections()).isEqualTo(1);
    assertThat(feed.stats.isUp()).isTrue();
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
  void anotherPoolThatTakesASilentFeedIsABaseline() {
    feed.receive(pool(T0, miner(7, 5), miner(8, 5)));
    feed.receive(pool(T0 + 5, miner(7, 6), miner(8, 5)));
    feed.fallSilent();
    feed.receive(poolAt("0.0.0.0:999", T0 + 60, miner(7, 1000)));

    assertThat(meters.shares(7)).isEqualTo(1000);
    assertThat(meters.poolShares()).isEqualTo(1);
    assertThat(meters.disconnections()).isEqualTo(2);
    assertThat(meters.connections()).isZero();
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
  void windowThatCannotBeTrueLeavesTheHashrateAsItIs() {
    feed.receive(pool(T0, miner(7, 1)));
    feed.receive(window("Pool", 7, 12.5, ""));
    feed.receive(window("Pool", 7, 1e308, ""));

    assertThat(meters.hashrate(7)).hasValue(12.5 * 0x1p32 / 60);
    assertThat(feed.errors(FeedError.BAD_ROW)).isEqualTo(1);
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
  void shareTimeOfTheFutureIsShownAsTheTimeOfItsSnapshot() {
    Wire.Miner strange = new Wire.Miner(7, 1, 1, 1, "18446744073709551615", "10.0.0.7:4000", false);
    feed.receive(pool(T0, strange));
    feed.pass(Duration.ofSeconds(5));
    feed.receive(pool(T0 + 5, strange));

    assertThat(meters.value("hashpool.pool.downstream.last.share.at")).isEqualTo(T0);
    assertThat(feed.text(feed.api.stats())).contains("\"last_share_at\":18446744073709551615");
  }

  private static Wire.Miner few(long id, long shares) {
    return miner(id, shares, shares, shares);
  }

  private boolean service(String type, String address) {
    return meters
        .find("hashpool.pool.service.info", "service_type", type, "address", address)
        .isPresent();
  }
}
