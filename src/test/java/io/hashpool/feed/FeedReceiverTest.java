package io.hashpool.feed;

import static io.hashpool.feed.Wire.T0;
import static io.hashpool.feed.Wire.heartbeat;
import static io.hashpool.feed.Wire.miner;
import static io.hashpool.feed.Wire.pool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hashpool.stats.FeedError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedReceiverTest {
  private static final int MAX_LINE = 4096;

  private final Leftovers leftovers = new Leftovers();

  @AfterEach
  void nothingIsLeftOver() {
    leftovers.assertNone();
  }

  @Test
  void badLineIsCountedAndSkippedAndTheConnectionLivesOn() throws IOException {
    try (Exporter exporter = Exporter.start();
        Peer peer = new Peer(exporter.address())) {
      peer.send("GET / HTTP/1.1\r\n\r\n{\"id\":\n{}\n\n  \n" + pool(T0, miner(7, 5)) + "\r\n");

      await().untilAsserted(() -> assertThat(exporter.meters.shares(7)).isEqualTo(5));
      assertThat(exporter.stats.errors(FeedError.NOT_JSON)).isEqualTo(2);
      assertThat(exporter.stats.errors(FeedError.MISSING_FIELD)).isEqualTo(1);
      assertThat(exporter.stats.connections()).isEqualTo(1);
    }
  }

  @Test
  void lineOverTheLimitIsSkippedUpToItsNewlineAndTheConnectionLivesOn() throws IOException {
    try (Exporter exporter = Exporter.start(limits(8));
        Peer peer = new Peer(exporter.address())) {
      peer.send("{\"x\":\"" + "y".repeat(1_000_000)).send("\"}\n" + pool(T0, miner(7, 5)) + "\n");

      await().untilAsserted(() -> assertThat(exporter.meters.shares(7)).isEqualTo(5));
      assertThat(exporter.stats.errors(FeedError.LINE_TOO_LONG)).isEqualTo(1);
    }
  }

  @Test
  void noPeerCostsAnotherItsData() throws IOException {
    List<Peer> rude = new ArrayList<>();
    try (Exporter exporter = Exporter.start(limits(16));
        Peer good = new Peer(exporter.address())) {
      byte[] garbage = new byte[200_000];
      new Random(1).nextBytes(garbage);
      for (int i = 0; i < 12; i++) {
        Peer peer = new Peer(exporter.address());
        rude.add(peer);
        switch (i % 4) {
          case 0 -> peer.send(garbage);
          case 1 -> peer.send("{\"half\":\"" + "x".repeat(MAX_LINE - 100));
          case 2 -> peer.send("{\"endless\":\"" + "x".repeat(500_000));
          default -> {} // connects and says nothing
        }
      }
      for (int round = 0; round < 20; round++) {
        good.send(pool(T0 + round, miner(7, round)) + "\n");
      }
      await().untilAsserted(() -> assertThat(exporter.meters.shares(7)).isEqualTo(19));
      assertThat(exporter.meters.poolShares()).isEqualTo(19);
      assertThat(good.isHungUpOn()).isFalse();
    } finally {
      for (Peer peer : rude) {
        peer.close();
      }
    }
  }

  @Test
  void idleConnectionIsClosedEvenIfItDripsBytes() throws IOException {
    try (Exporter exporter = Exporter.start();
        Peer silent = new Peer(exporter.address());
        Peer dripping = new Peer(exporter.address());
        Peer busy = new Peer(exporter.address())) {
      busy.send(pool(T0) + "\n");
      dripping.send("{");
      await().until(() -> exporter.stats.isUp() && exporter.stats.connections() == 3);
      exporter.clock.advance(Duration.ofSeconds(40));
      dripping.send("\"");
      busy.send(pool(T0 + 40) + "\n");
      await().until(() -> exporter.stats.snapshots() == 2);
      exporter.clock.advance(Duration.ofSeconds(21));

      await().until(() -> exporter.stats.connections() == 1);
      assertThat(silent.isHungUpOn()).isTrue();
      assertThat(dripping.isHungUpOn()).isTrue();
      assertThat(busy.isHungUpOn()).isFalse();
      assertThat(exporter.stats.errors(FeedError.IDLE)).isEqualTo(2);
    }
  }

  @Test
  void connectionPastTheLimitIsTurnedAway() throws IOException {
    try (Exporter exporter = Exporter.start(limits(2));
        Peer first = new Peer(exporter.address());
        Peer second = new Peer(exporter.address())) {
      await().until(() -> exporter.stats.connections() == 2);
      try (Peer third = new Peer(exporter.address())) {
        await().until(third::isHungUpOn);
      }
      first.send(pool(T0, miner(7, 5)) + "\n");
      await().untilAsserted(() -> assertThat(exporter.meters.shares(7)).isEqualTo(5));
      assertThat(second.isHungUpOn()).isFalse();
      assertThat(exporter.stats.errors(FeedError.TOO_MANY_CONNECTIONS)).isEqualTo(1);
    }
  }

  @Test
  void uselessConnectionMakesRoomForANewcomer() throws IOException {
    try (Exporter exporter = Exporter.start(limits(2));
        Peer useless = new Peer(exporter.address());
        Peer good = new Peer(exporter.address())) {
      await().until(() -> exporter.stats.connections() == 2);
      exporter.clock.advance(Duration.ofSeconds(11));
      good.send(pool(T0, miner(7, 5)) + "\n");
      await().until(exporter.stats::isUp);
      try (Peer newcomer = new Peer(exporter.address())) {
        newcomer.send(pool(T0 + 1, miner(7, 6)) + "\n");
        await().untilAsserted(() -> assertThat(exporter.meters.shares(7)).isEqualTo(6));
        assertThat(useless.isHungUpOn()).isTrue();
        assertThat(good.isHungUpOn()).isFalse();
      }
    }
  }

  @Test
  void peersThatSendHeartbeatsAloneDoNotLockAPublisherOut() throws IOException {
    try (Exporter exporter = Exporter.start(limits(2));
        Peer one = new Peer(exporter.address());
        Peer other = new Peer(exporter.address())) {
      await().until(() -> exporter.stats.connections() == 2);
      exporter.clock.advance(Duration.ofSeconds(11));
      one.send(heartbeat("10.0.0.9:1") + "\n");
      other.send(heartbeat("10.0.0.9:2") + "\n");
      await().until(() -> services(exporter) == 2);
      try (Peer publisher = new Peer(exporter.address())) {
        publisher.send(pool(T0, miner(7, 5)) + "\n");
        await().untilAsserted(() -> assertThat(exporter.meters.shares(7)).isEqualTo(5));
        assertThat(publisher.isHungUpOn()).isFalse();
      }
    }
  }

  private static int services(Exporter exporter) {
    return exporter.meterRegistry.find("hashpool.pool.service.info").meters().size();
  }

  @Test
  void connectionThatEndsWithinALineIsCounted() throws IOException {
    try (Exporter exporter = Exporter.start()) {
      try (Peer peer = new Peer(exporter.address())) {
        peer.send(pool(T0, miner(7, 5)) + "\n" + pool(T0 + 5, miner(7, 9)).substring(0, 50));
        await().until(exporter.stats::isUp);
      }
      await().until(() -> exporter.stats.errors(FeedError.CUT_LINE) == 1);
      await().until(() -> exporter.stats.connections() == 0);
      assertThat(exporter.meters.shares(7)).isEqualTo(5);
    }
  }

  @Test
  void silenceIsNoticedAndEndedByItself() throws IOException {
    try (Exporter exporter = Exporter.start();
        Peer peer = new Peer(exporter.address())) {
      peer.send(pool(T0, miner(7, 5)) + "\n");
      await().until(() -> exporter.meters.shows(7));
      exporter.clock.advance(Duration.ofSeconds(16));
      await().until(() -> !exporter.meters.shows(7) && !exporter.monitor.state().up());

      peer.send(pool(T0 + 16, miner(7, 50)) + "\n");
      await().until(() -> exporter.meters.shows(7) && exporter.monitor.state().up());
      assertThat(exporter.meters.poolShares()).isEqualTo(45);
    }
  }

  @Test
  void hundredThousandDownstreamsThatShareLittleFitInALine() throws IOException {
    Wire.Miner[] miners = new Wire.Miner[100_000];
    for (int i = 0; i < miners.length; i++) {
      miners[i] = miner(i + 1, i % 10);
    }
    byte[] line = (pool(T0, miners) + "\n").getBytes(StandardCharsets.UTF_8);
    assertThat(line.length).isLessThan(FeedLimits.DEFAULT_MAX_LINE_BYTES);
    try (Exporter exporter = Exporter.start();
        Peer peer = new Peer(exporter.address())) {
      peer.send(line);
      await().atMost(Duration.ofSeconds(30)).until(() -> exporter.stats.snapshots() == 1);
      assertThat(exporter.meters.value("hashpool.pool.downstreams")).isEqualTo(miners.length);
    }
  }

  @Test
  void takenPortIsAClearError() throws IOException {
    try (Exporter exporter = Exporter.start()) {
      assertThatThrownBy(() -> Exporter.startOn(exporter.address().getPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("can't listen for the feed at")
          .hasMessageContaining(Integer.toString(exporter.address().getPort()))
          .hasMessageContaining("in use");
    }
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("no.such.host.invalid", 1);
    Feed feed = new Feed();
    assertThatThrownBy(() -> FeedReceiver.start(nowhere, feed.monitor, FeedLimits.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown host");
  }

  @Test
  void closingTwiceIsClosingOnceAndWithdrawsEverySession() throws IOException {
    Exporter exporter = Exporter.start();
    try (Peer peer = new Peer(exporter.address())) {
      peer.send(pool(T0, miner(7, 5)) + "\n");
      await().until(() -> exporter.meters.shows(7));
      exporter.close();
      exporter.close();
      assertThat(exporter.meters.shows(7)).isFalse();
      assertThat(exporter.stats.isUp()).isFalse();
      assertThat(exporter.stats.connections()).isZero();
    }
  }

  private static FeedLimits limits(int connections) {
    return FeedLimits.of(MAX_LINE, connections, Duration.ofMinutes(1));
  }
}
