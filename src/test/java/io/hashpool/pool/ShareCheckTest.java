package io.hashpool.pool;

import static io.hashpool.pool.PoolFixture.mine;
import static io.hashpool.pool.PoolFixture.mineBlock;
import static io.hashpool.pool.PoolFixture.mineTooEasy;
import static io.hashpool.pool.PoolFixture.request;
import static io.hashpool.stats.RejectReason.DUPLICATE_SHARE;
import static io.hashpool.stats.RejectReason.INVALID_CHANNEL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hashpool.pool.ShareResult.Accepted;
import io.hashpool.pool.ShareResult.BlockFound;
import io.hashpool.pool.ShareResult.Rejected;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.RejectReason;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Each answer that the pool gives to a share, and which comes first where several would fit. */
class ShareCheckTest {
  private static final long NO_CHANNEL = 99;
  private static final long NO_JOB = 99;

  private final PoolFixture fixture = new PoolFixture();
  private final Downstream downstream = fixture.connect();
  private final ExtendedChannel channel = downstream.openExtendedChannel(request());

  @Test
  void acceptedExtendedShareMakesAQuote() {
    ExtendedShare share = mine(channel, 1);
    ShareResult result = downstream.submit(share);
    Hash256 hash = channel.currentJob().header(share).hash();
    assertThat(result)
        .isEqualTo(new Accepted(hash, PoolFixture.EASIEST.difficulty(), Target.difficultyOf(hash)));
    DownstreamTotals totals = fixture.statsOf(downstream).totals();
    assertThat(totals.shares()).isEqualTo(1);
    assertThat(totals.quotes()).isEqualTo(1);
    assertThat(totals.ehash()).isPositive();
    assertThat(fixture.statsOf(downstream).difficulty())
        .isEqualTo(PoolFixture.EASIEST.difficulty());
  }

  @Test
  void acceptedStandardShareMakesNone() {
    StandardChannel standard = downstream.openStandardChannel(request());
    downstream.submit(mine(standard));
    assertThat(fixture.statsOf(downstream).totals()).isEqualTo(new DownstreamTotals(1, 0, 0));
    assertThat(fixture.statsOf(downstream).difficulty())
        .isEqualTo(PoolFixture.EASIEST.difficulty());
  }

  @Test
  void shareThatMeetsTheNetworksTargetCountsAndIsABlock() {
    ExtendedShare share = mineBlock(channel);
    assertThat(downstream.submit(share)).isInstanceOf(BlockFound.class);
    assertThat(fixture.blocks).containsExactly(channel.currentJob().header(share));
    assertThat(fixture.poolTotal("hashpool.pool.blocks.found")).isEqualTo(1);
    assertThat(fixture.poolTotal("hashpool.pool.shares")).isEqualTo(1);
  }

  @Test
  void badLockingKeyCostsTheQuoteButNotTheShare() {
    ExtendedChannel keyless =
        downstream.openExtendedChannel(new ChannelRequest(0, new byte[] {4, 5}));
    assertThat(downstream.submit(mine(keyless, 1))).isInstanceOf(Accepted.class);
    assertThat(fixture.statsOf(downstream).totals()).isEqualTo(new DownstreamTotals(1, 0, 0));
    assertThat(fixture.poolTotal("hashpool.pool.quotes.failed")).isEqualTo(1);
  }

  @Test
  void unknownChannelComesFirst() {
    ExtendedShare good = mine(channel, 1);
    assertRejected(with(good, NO_CHANNEL, NO_JOB), RejectReason.INVALID_CHANNEL_ID);
    assertThat(downstream.submit(new StandardShare(channel.id(), 0, 1, 0, 0, 0)))
        .as("a standard share for an extended channel")
        .isEqualTo(new Rejected(RejectReason.INVALID_CHANNEL_ID));
    downstream.closeChannel(channel.id());
    assertRejected(good, RejectReason.INVALID_CHANNEL_ID);
    assertThat(fixture.statsOf(downstream).snapshot().channels()).isEmpty();
  }

  @Test
  void anotherDownstreamsChannelIsUnknown() {
    assertThat(fixture.connect().submit(mine(channel, 1)))
        .isEqualTo(new Rejected(RejectReason.INVALID_CHANNEL_ID));
  }

  @Test
  void staleComesBeforeMalformedDuplicateAndTooEasy() {
    ExtendedShare good = mine(channel, 1);
    ExtendedShare easy = mineTooEasy(channel);
    downstream.submit(good);
    fixture.pool.update(PoolFixture.template(PoolFixture.tip(2)));
    assertRejected(good, RejectReason.STALE_SHARE);
    assertRejected(easy, RejectReason.STALE_SHARE);
    assertRejected(malformed(good), RejectReason.STALE_SHARE);
  }

  @Test
  void jobThatNeverWasComesBeforeMalformed() {
    ExtendedShare good = mine(channel, 1);
    assertRejected(with(good, channel.id(), NO_JOB), RejectReason.INVALID_JOB_ID);
    assertRejected(with(good, channel.id(), 0), RejectReason.INVALID_JOB_ID);
    assertRejected(malformed(with(good, channel.id(), NO_JOB)), RejectReason.INVALID_JOB_ID);
  }

  @Test
  void malformedComesBeforeDuplicateAndTooEasy() {
    ExtendedShare good = mine(channel, 1);
    downstream.submit(good);
    assertRejected(malformed(good), RejectReason.INVALID_SHARE);
    assertRejected(malformed(mineTooEasy(channel)), RejectReason.INVALID_SHARE);
  }

  @Test
  void versionMayRollInBip320sBitsAlone() {
    ExtendedShare good = mine(channel, 1);
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      ExtendedShare rolled = with(good, good.time(), good.version() ^ 1 << bit);
      boolean refused = downstream.submit(rolled).equals(new Rejected(RejectReason.INVALID_SHARE));
      assertThat(refused).as("bit %d", bit).isEqualTo(bit < 13 || bit > 28);
    }
  }

  @Test
  void timeMustLieBetweenTheTipsAndTwoHoursAhead() {
    ExtendedShare good = mine(channel, 1);
    int tooEarly = PoolFixture.TIP.minTime() - 1;
    int latest = (int) (fixture.clock.instant().getEpochSecond() + 7200);
    assertRejected(with(good, tooEarly, good.version()), RejectReason.INVALID_SHARE);
    assertRejected(with(good, latest + 1, good.version()), RejectReason.INVALID_SHARE);
    assertRejected(with(good, -1, good.version()), RejectReason.INVALID_SHARE);
    assertThat(downstream.submit(with(good, latest, good.version())))
        .as("whatever it hashes to")
        .isNotEqualTo(new Rejected(RejectReason.INVALID_SHARE));
  }

  @Test
  void sameShareCountsOnce() {
    ExtendedShare good = mine(channel, 1);
    downstream.submit(good);
    assertRejected(good, RejectReason.DUPLICATE_SHARE);
    assertThat(fixture.statsOf(downstream).totals().shares()).isEqualTo(1);
  }

  @Test
  void tooEasyShareIsTooEasyEachTime() {
    ExtendedShare easy = mineTooEasy(channel);
    assertRejected(easy, RejectReason.DIFFICULTY_TOO_LOW);
    assertRejected(easy, RejectReason.DIFFICULTY_TOO_LOW);
  }

  @Test
  void vardiffLeavesJobsAlreadyOutTheirTarget() {
    ExtendedShare early = mine(channel, 1);
    submitMany(2, 14);
    ExtendedShare late = mine(channel, 50);
    fixture.pool.retarget();
    assertThat(channel.currentJob().id()).isEqualTo(2);
    assertThat(channel.currentJob().target().difficulty())
        .isCloseTo(4 * PoolFixture.EASIEST.difficulty(), within(1e-15));
    assertThat(downstream.submit(early)).isInstanceOf(Accepted.class);
    assertThat(((Accepted) downstream.submit(late)).targetDifficulty())
        .as("paid by the target it was asked for")
        .isEqualTo(PoolFixture.EASIEST.difficulty());
  }

  @Test
  void duplicateComesBeforeTooEasyAndHoldsAcrossJobs() {
    ExtendedShare weak = null;
    for (int number = 1; number <= 14; number++) {
      ExtendedShare share = mine(channel, number);
      Hash256 hash = ((Accepted) downstream.submit(share)).hash();
      if (!Target.ofExpectedHashes(64).isMetBy(hash)) {
        weak = share;
      }
    }
    assertThat(weak).isNotNull();
    fixture.pool.retarget();
    assertRejected(with(weak, channel.id(), 2), RejectReason.DUPLICATE_SHARE);
  }

  @Test
  void newTemplateOnTheSameTipLeavesEarlierJobsGoodUntilThereAreMany() {
    ExtendedShare first = mine(channel, 1);
    ExtendedShare second = mine(channel, 2);
    for (int i = 1; i < Jobs.MOST_LIVE; i++) {
      fixture.pool.update(PoolFixture.template(PoolFixture.TIP, "template " + i));
    }
    assertThat(downstream.submit(first)).isInstanceOf(Accepted.class);
    fixture.pool.update(PoolFixture.template(PoolFixture.TIP, "one more"));
    assertRejected(second, RejectReason.STALE_SHARE);
  }

  @Test
  void eachRejectionCountsUnderItsReasonAlone() {
    ExtendedShare good = mine(channel, 1);
    fixture.clock.advance(Duration.ofSeconds(1));
    assertRejected(with(good, NO_CHANNEL, 1), RejectReason.INVALID_CHANNEL_ID);
    assertRejected(with(good, channel.id(), NO_JOB), RejectReason.INVALID_JOB_ID);
    assertRejected(malformed(good), RejectReason.INVALID_SHARE);
    assertRejected(mineTooEasy(channel), RejectReason.DIFFICULTY_TOO_LOW);
    downstream.submit(good);
    assertRejected(good, RejectReason.DUPLICATE_SHARE);
    fixture.pool.update(PoolFixture.template(PoolFixture.tip(2)));
    assertRejected(good, RejectReason.STALE_SHARE);
    for (RejectReason reason : EnumSet.range(INVALID_CHANNEL_ID, DUPLICATE_SHARE)) {
      assertThat(fixture.statsOf(downstream).rejected(reason)).as(reason.code()).isEqualTo(1);
    }
    assertThat(fixture.poolTotal("hashpool.pool.rejected.shares")).isEqualTo(6);
    assertThat(fixture.statsOf(downstream).totals().shares()).isEqualTo(1);
    assertThat(fixture.meters.get("hashpool.pool.share.validation").timer().count())
        .as("all but that of the unknown channel are checked")
        .isEqualTo(6);
  }

  private void submitMany(int from, int to) {
    for (int number = from; number <= to; number++) {
      assertThat(downstream.submit(mine(channel, number))).isInstanceOf(Accepted.class);
    }
  }

  private void assertRejected(ExtendedShare share, RejectReason reason) {
    assertThat(downstream.submit(share)).isEqualTo(new Rejected(reason));
  }

  private static ExtendedShare malformed(ExtendedShare share) {
    return with(
        share,
        share.channelId(),
        share.jobId(),
        share.time(),
        share.version(),
        share.extranonce().padTo(Pool.MINER_EXTRANONCE_BYTES - 1));
  }

  private static ExtendedShare with(ExtendedShare share, long channelId, long jobId) {
    return with(share, channelId, jobId, share.time(), share.version(), share.extranonce());
  }

  private static ExtendedShare with(ExtendedShare share, int time, int version) {
    return with(share, share.channelId(), share.jobId(), time, version, share.extranonce());
  }

  private static ExtendedShare with(
      ExtendedShare share,
      long channelId,
      long jobId,
      int time,
      int version,
      Extranonce extranonce) {
    return new ExtendedShare(
        channelId, share.sequenceNumber(), jobId, share.nonce(), time, version, extranonce);
  }
}
