package io.hashpool.feed;

import static io.hashpool.feed.Wire.T0;
import static io.hashpool.feed.Wire.miner;
import static io.hashpool.feed.Wire.pool;
import static io.hashpool.feed.Wire.poolAt;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hashpool.ingest.RefusalLog;
import io.hashpool.stats.FeedError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator finds in the log. */
class FeedLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.hashpool");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Feed feed = new Feed();

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.DEBUG);
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void firstSnapshotSilenceAndReturnAreSaid() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.fallSilent();
    feed.receive(pool(T0 + 60, miner(7, 5), miner(8, 5)));

    assertThat(lines(Level.INFO))
        .containsExactly(
            "first snapshot listen_address=0.0.0.0:34254 peer=127.0.0.1:40001 downstreams=1",
            "feed silent listen_address=0.0.0.0:34254 peer=127.0.0.1:40001"
                + " stale_after_seconds=15.0 downstreams_withdrawn=1",
            "feed back listen_address=0.0.0.0:34254 peer=127.0.0.1:40001 downstreams=2");
  }

  @Test
  void eachSnapshotIsSaidForWhoDebugsWithItsCountsAndLag() {
    feed.clock.advance(Duration.ofSeconds(3));
    feed.receive(pool(T0, miner(7, 5)));

    assertThat(lines(Level.DEBUG))
        .contains(
            "snapshot received listen_address=0.0.0.0:34254 peer=127.0.0.1:40001 services=1"
                + " downstreams=1 lag_seconds=3");
  }

  @Test
  void secondPoolIsNamed() {
    feed.receive(Feed.peer(1), pool(T0));
    feed.receive(Feed.peer(2), poolAt("10.9.9.9:1", T0));

    assertThat(lines(Level.WARN))
        .containsExactly(
            "feed refused peer=127.0.0.1:40002 reason=second-pool detail=the feed is of the pool at"
                + " 0.0.0.0:34254, sent by 127.0.0.1:40001; this one is of 10.9.9.9:1 suppressed=0");
  }

  @Test
  void floodOfBadLinesIsOneLineInTenSecondsOfEachHostAndReason() {
    for (int i = 0; i < 1000; i++) {
      feed.receive(Feed.peer(i % 3), "{\"id\":");
    }
    feed.receive("{}");
    feed.clock.advance(Duration.ofSeconds(11));
    feed.receive("rubbish");

    assertThat(lines(Level.WARN)).hasSize(3);
    assertThat(lines(Level.WARN).get(2)).contains("reason=not-json").endsWith("suppressed=999");
    assertThat(feed.errors(FeedError.NOT_JSON)).isEqualTo(1001);
  }

  @Test
  void hostWithANetworkOfAddressesIsOneHost() throws Exception {
    for (int host = 0; host < 1000; host++) {
      feed.receive(peerAt("2001:db8:0:1::" + Integer.toHexString(host)), "rubbish");
    }
    feed.receive(peerAt("2001:db8:0:2::1"), "rubbish");
    feed.clock.advance(Duration.ofSeconds(11));
    feed.receive(peerAt("2001:db8:0:1::ffff"), "rubbish");

    assertThat(lines(Level.WARN)).hasSize(3);
    assertThat(lines(Level.WARN).get(2)).endsWith("suppressed=999");
    assertThat(feed.errors(FeedError.NOT_JSON)).isEqualTo(1002);
  }

  @Test
  void peersOfAnyNumberOfNetworksWriteABoundedNumberOfLines() throws Exception {
    int networks = 20 * RefusalLog.REMEMBERED;
    for (int round = 0; round < 3; round++) {
      log.list.clear();
      for (int network = 0; network < networks; network++) {
        feed.receive(
            peerAt("10.%d.%d.%d".formatted(round, network >> 8, network & 255)), "rubbish");
      }
      assertThat(lines(Level.WARN)).hasSizeLessThanOrEqualTo(RefusalLog.REMEMBERED + 1);
      feed.clock.advance(Duration.ofSeconds(11));
    }
    assertThat(lines(Level.WARN)).hasSizeGreaterThan(1);
    assertThat(feed.errors(FeedError.NOT_JSON)).isEqualTo(3L * networks);
  }

  private static FeedPeer peerAt(String address) throws UnknownHostException {
    return new FeedPeer(1, new InetSocketAddress(InetAddress.getByName(address), 4000));
  }

  @Test
  void noPeerForgesALine() {
    feed.receive(poolAt("x\\nfeed back listen_address=\\\"y\\u001b[2J", T0));
    assertThat(lines(Level.INFO))
        .singleElement()
        .asString()
        .startsWith("first snapshot listen_address=x?feed back listen_address='y?[2J peer=");
  }

  private List<String> lines(Level least) {
    return log.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(least))
        .map(FeedLogTest::line)
        .toList();
  }

  private static String line(ILoggingEvent event) {
    String pairs =
        event.getKeyValuePairs().stream()
            .map(pair -> " " + pair.key + "=" + pair.value)
            .collect(Collectors.joining());
    return event.getFormattedMessage() + pairs;
  }
}
