package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.quote.EhashAmount;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.ServiceType;
import io.hashpool.stats.StatsCallback;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A pool that publishes and an exporter that receives, over real TCP and a bad network. After each
 * fault the exporter's numbers are the pool's own, and nothing is left over.
 */
@Tag("slow")
@SuppressWarnings("try") // publishers run in the background, unnamed
class FeedFaultsTest {
  private static final PublisherOptions QUICK =
      new PublisherOptions(
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofMillis(5),
          Duration.ofMillis(40));

  /** Two bytes and four bytes a character, so that packets cut within them. */
  private static final String ADDRESS = "zürich-⛏-𝔪𝔦𝔫𝔢𝔯:4000";

  private final Leftovers leftovers = new Leftovers();
  private final SimpleMeterRegistry poolMeterRegistry = new SimpleMeterRegistry();
  private final Meters poolMeters = new Meters(poolMeterRegistry);
  private final PoolStatsRegistry pool = new PoolStatsRegistry(poolMeterRegistry);
  private final AtomicInteger polls = new AtomicInteger();

  @BeforeEach
  void poolHasAnAddressAndAMint() {
    pool.setListenAddress("0.0.0.0:34254");
    pool.setServices(List.of(new PoolService(ServiceType.MINT, "127.0.0.1:34260")));
  }

  @AfterEach
  void nothingIsLeftOver() {
    leftovers.assertNone();
  }

  @Test
  void publishedNumbersAreThoseInProcess() throws IOException {
    try (Exporter exporter = Exporter.start();
        SnapshotPublisher publisher = publish(exporter.address())) {
      await().until(exporter.stats::isUp);
      DownstreamStats extended = connect(7);
      extended.openChannel(3);
      StatsCallback callback = new StatsCallback(extended);
      for (int i = 0; i < 250; i++) {
        callback.onQuoteCreated(3, EhashAmount.of(new byte[32], 256 - i % 64));
        extended.recordWork(1000 + i, 5000 + i);
      }
      DownstreamStats standard = connect(4_294_967_295L);
      for (int i = 0; i < 33; i++) {
        standard.recordShare();
        standard.recordWork(16, 20);
      }
      connect(9).close();

      awaitSame(exporter, 7, 4_294_967_295L);
      assertThat(exporter.meters.shares(7)).isEqualTo(250);
      assertThat(exporter.meters.hashrate(7)).isPresent();
      assertThat(exporter.meters.shows(9)).isFalse();
      assertThat(exporter.meters.poolShares()).isEqualTo(poolMeters.poolShares()).isEqualTo(283);
      assertThat(exporter.meters.find("hashpool.pool.downstream.info", "address", ADDRESS + 7))
          .hasValue(1);
      assertThat(exporter.meters.find("hashpool.pool.service.info", "address", "127.0.0.1:34260"))
          .hasValue(1);
      assertThat(exporter.stats.connections()).isEqualTo(2);
    }
  }

  @Test
  void connectionCutInTheMiddleOfALine() throws IOException {
    DownstreamStats miner = connect(7);
    try (Exporter exporter = Exporter.start();
        FaultyRelay relay = new FaultyRelay(exporter.address(), FaultyRelay.NONE);
        SnapshotPublisher publisher = publish(relay.address())) {
      await().until(exporter.stats::isUp);
      for (int cut = 1; cut < 300; cut += 60) {
        relay.setFault(FaultyRelay.cutAfter(cut));
        relay.breakAll();
        mine(miner, 10);
        int before = relay.accepted();
        await().until(() -> relay.accepted() >= before + 3);
      }
      relay.setFault(FaultyRelay.NONE);

      awaitSame(exporter, 7);
      assertThat(exporter.meters.poolShares()).isEqualTo(50);
      assertThat(exporter.stats.errors(FeedError.CUT_LINE)).isPositive();
      assertThat(exporter.meters.disconnections()).isZero();
    }
  }

  @Test
  void oneByteAtATime() throws IOException {
    throughFault(FaultyRelay.ONE_BYTE_AT_A_TIME);
  }

  @Test
  void packetsThatSplitLinesAndCharacters() throws IOException {
    throughFault(FaultyRelay.inPacketsOf(7));
  }

  @Test
  void severalLinesInOnePacket() throws IOException {
    throughFault(FaultyRelay.inPacketsOf(4096));
  }

  @Test
  void lineSplitInsideAMultiByteCharacter() throws IOException {
    String whole = Wire.pool(Wire.T0, Wire.miner(7, 5).at(ADDRESS)) + "\n";
    byte[] twice = (whole + whole).getBytes(StandardCharsets.UTF_8);
    try (Exporter exporter = Exporter.start();
        Peer peer = new Peer(exporter.address())) {
      long splits = 0;
      for (int at = twice.length / 2; at < twice.length; at++) {
        boolean withinCharacter = (twice[at] & 0xc0) == 0x80;
        if (withinCharacter) {
          // The first half comes with a whole line, which tells when it has been read.
          long snapshots = 2 * splits++;
          peer.send(Arrays.copyOfRange(twice, 0, at));
          await().until(() -> exporter.stats.snapshots() == snapshots + 1);
          peer.send(Arrays.copyOfRange(twice, at, twice.length));
          await().until(() -> exporter.stats.snapshots() == snapshots + 2);
        }
      }
      assertThat(splits).isGreaterThan(10);
      assertThat(exporter.meters.find("hashpool.pool.downstream.info", "address", ADDRESS))
          .hasValue(1);
      assertThat(exporter.stats.errors(FeedError.NOT_JSON)).isZero();
    }
  }

  @Test
  void networkThatStallsAndComesBack() throws IOException {
    CountDownLatch comesBack = new CountDownLatch(1);
    DownstreamStats miner = connect(7);
    try (Exporter exporter = Exporter.start();
        FaultyRelay relay = new FaultyRelay(exporter.address(), FaultyRelay.NONE);
        SnapshotPublisher publisher = publish(relay.address())) {
      mine(miner, 5);
      awaitSame(exporter, 7);
      double poolBefore = exporter.meters.poolShares();
      relay.setFault(FaultyRelay.stallAfter(100, comesBack));
      relay.breakAll();
      long connectionsBefore = relay.accepted();
      await().until(() -> relay.accepted() > connectionsBefore);
      mine(miner, 40);
      exporter.clock.advance(Duration.ofSeconds(16));
      await().until(() -> !exporter.meters.shows(7));
      assertThat(exporter.stats.isUp()).isFalse();

      relay.setFault(FaultyRelay.NONE);
      comesBack.countDown();
      awaitSame(exporter, 7);
      assertThat(exporter.meters.shares(7)).isEqualTo(45);
      mine(miner, 3);
      awaitSame(exporter, 7);
      assertThat(exporter.meters.poolShares() - poolBefore).isEqualTo(43);
    }
  }

  @Test
  void publisherThatIsKilledAndStartedAgain() throws IOException {
    DownstreamStats miner = connect(7);
    try (Exporter exporter = Exporter.start()) {
      SnapshotPublisher first = publish(exporter.address());
      await().until(() -> exporter.meters.shows(7));
      mine(miner, 5);
      awaitSame(exporter, 7);
      first.close();
      await().until(() -> exporter.stats.connections() == 0);
      mine(miner, 5);
      try (SnapshotPublisher second = publish(exporter.address())) {
        mine(miner, 5);
        awaitSame(exporter, 7);
        assertThat(exporter.meters.poolShares()).isEqualTo(15);
        assertThat(exporter.meters.connections()).isZero();
      }
    }
  }

  @Test
  void poolThatIsKilledAndStartedAgainCountsFromOne() throws IOException {
    DownstreamStats miner = connect(7);
    mine(miner, 100);
    try (Exporter exporter = Exporter.start()) {
      SnapshotPublisher first = publish(exporter.address());
      await().until(() -> exporter.meters.shows(7));
      mine(miner, 5);
      awaitSame(exporter, 7);
      first.close();

      PoolStatsRegistry restarted = new PoolStatsRegistry(new SimpleMeterRegistry());
      restarted.setListenAddress("0.0.0.0:34254");
      mine(restarted.registerDownstream(info(7)), 2);
      try (SnapshotPublisher second =
          SnapshotPublisher.start(restarted::snapshot, exporter.address(), QUICK)) {
        await().until(() -> exporter.meters.shows(7) && exporter.meters.shares(7) == 2);
        assertThat(exporter.meters.poolShares()).isEqualTo(7);
        assertThat(exporter.meters.disconnections()).isEqualTo(1);
      }
    }
  }

  @Test
  void exporterThatIsKilledAndStartedAgainUnderARunningPublisher() throws IOException {
    DownstreamStats miner = connect(7);
    Exporter first = Exporter.start();
    int port = first.address().getPort();
    try (SnapshotPublisher publisher = publish(first.address())) {
      mine(miner, 5);
      awaitSame(first, 7);
      first.close();
      mine(miner, 5);
      awaitPolls();
      try (Exporter second = Exporter.startOn(port)) {
        awaitSame(second, 7);
        assertThat(second.meters.shares(7)).isEqualTo(10);
        assertThat(second.meters.poolShares()).isZero();
        mine(miner, 3);
        awaitSame(second, 7);
        assertThat(second.meters.poolShares()).isEqualTo(3);
      }
    } finally {
      first.close();
    }
  }

  private void throughFault(FaultyRelay.Fault fault) throws IOException {
    DownstreamStats miner = connect(7);
    try (Exporter exporter = Exporter.start();
        FaultyRelay relay = new FaultyRelay(exporter.address(), fault);
        SnapshotPublisher publisher = publish(relay.address())) {
      await().until(() -> exporter.meters.shows(7));
      for (int i = 0; i < 10; i++) {
        mine(miner, 3);
      }
      connect(8);
      awaitSame(exporter, 7, 8);
      assertThat(exporter.meters.poolShares()).isEqualTo(30);
      for (FeedError reason : FeedError.values()) {
        assertThat(exporter.stats.errors(reason)).as(reason.code()).isZero();
      }
    }
  }

  private SnapshotPublisher publish(InetSocketAddress target) {
    return SnapshotPublisher.start(
        () -> {
          polls.incrementAndGet();
          return pool.snapshot();
        },
        target,
        QUICK);
  }

  /** Until what waits to be sent was taken after this was called. */
  private void awaitPolls() {
    int before = polls.get();
    await().until(() -> polls.get() >= before + 3);
  }

  private DownstreamStats connect(long id) {
    return pool.registerDownstream(info(id));
  }

  private static DownstreamInfo info(long id) {
    return new DownstreamInfo(new DownstreamId(id), ADDRESS + id, id % 2 == 0);
  }

  private static void mine(DownstreamStats miner, int shares) {
    for (int i = 0; i < shares; i++) {
      new StatsCallback(miner).onQuoteCreated(1, EhashAmount.of(new byte[32], 250));
      miner.recordWork(64, 100);
    }
  }

  /** Waits until each meter of these downstreams that both have says the same. */
  private void awaitSame(Exporter exporter, long... ids) {
    await()
        .untilAsserted(
            () -> {
              for (long id : ids) {
                assertSame(exporter, "shares", id);
                assertSame(exporter, "quotes", id);
                assertSame(exporter, "ehash.mined", id);
                assertSame(exporter, "channels", id);
                String lastShare = "hashpool.pool.downstream.last.share.at";
                String tag = Long.toString(id);
                assertThat(exporter.meters.find(lastShare, "downstream_id", tag).orElse(-1))
                    .isEqualTo(
                        Math.floor(poolMeters.find(lastShare, "downstream_id", tag).orElse(-1)));
              }
            });
  }

  private void assertSame(Exporter exporter, String meter, long id) {
    String name = "hashpool.pool.downstream." + meter;
    String tag = Long.toString(id);
    assertThat(exporter.meters.find(name, "downstream_id", tag))
        .as(name)
        .isEqualTo(poolMeters.find(name, "downstream_id", tag));
  }
}
