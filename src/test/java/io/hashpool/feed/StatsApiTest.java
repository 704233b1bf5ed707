package io.hashpool.feed;

import static io.hashpool.feed.Wire.T0;
import static io.hashpool.feed.Wire.miner;
import static io.hashpool.feed.Wire.pool;
import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.base.Clocks;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.ServiceType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.junit.jupiter.api.Test;

class StatsApiTest {
  private final Feed feed = new Feed();

  @Test
  void beforeTheFirstSnapshotThereIsNoData() {
    assertReply(feed.api.stats(), 503, "{\"error\":\"no data available\"}");
    assertReply(feed.api.services(), 503, "[]");
    assertReply(feed.api.connections(), 503, "[]");
    assertReply(feed.api.health(), 503, "{\"healthy\":false,\"stale\":true}");
  }

  @Test
  void lastSnapshotIsServedInThePoolsOwnShape() {
    String line =
        "{\"services\":[{\"service_type\":\"Pool\",\"address\":\"0.0.0.0:34254\"},"
            + "{\"service_type\":\"Mint\",\"address\":\"h:p\"}],"
            + "\"downstream_proxies\":[{\"id\":7,\"address\":\"h:p\",\"channels\":[1,4294967295],"
            + "\"shares_submitted\":5,\"quotes_created\":5,\"ehash_mined\":18446744073709551615,"
            + "\"last_share_at\":null,\"work_selection\":false},{\"id\":2,\"address\":\"é\\\"\","
            + "\"channels\":[],\"shares_submitted\":0,\"quotes_created\":0,\"ehash_mined\":0,"
            + "\"last_share_at\":1730000000,\"work_selection\":true}],"
            + "\"listen_address\":\"0.0.0.0:34254\",\"timestamp\":1730000000}";
    feed.receive(line);

    assertReply(feed.api.stats(), 200, line);
    assertReply(
        feed.api.connections(),
        200,
        line.substring(line.indexOf("[{\"id\""), line.indexOf(",\"listen")));
    assertReply(
        feed.api.services(),
        200,
        "[{\"service_type\":\"Pool\",\"address\":\"0.0.0.0:34254\"},"
            + "{\"service_type\":\"Mint\",\"address\":\"h:p\"}]");
    assertReply(feed.api.health(), 200, "{\"healthy\":true,\"stale\":false}");
  }

  @Test
  void hashrateIsThatOfAllWhoseHashrateIsKnown() {
    assertReply(feed.api.hashrate(), 200, "{\"hashrate\":null,\"data\":[]}");
    PoolStatsRegistry registry = new PoolStatsRegistry(new SimpleMeterRegistry());
    StatsApi api = StatsApi.of(registry::snapshot);
    assertReply(api.hashrate(), 200, "{\"hashrate\":null,\"data\":[]}");
    for (int id = 1; id <= 2; id++) {
      registry
          .registerDownstream(new DownstreamInfo(new DownstreamId(id), "h:p", false))
          .recordWork(1, 1);
    }
    registry.registerDownstream(new DownstreamInfo(new DownstreamId(3), "h:p", false));
    // One hash of difficulty 1 each, over some milliseconds.
    assertThat(feed.text(api.hashrate()))
        .matches(
            "\\{\"hashrate\":([0-9.E]+),"
                + "\"data\":\\[\\{\"timestamp\":\\d+,\"hashrate_hs\":\\1}]}");
  }

  @Test
  void staleSnapshotIsStillServedAndHealthSaysSo() {
    feed.receive(pool(T0, miner(7, 5)));
    feed.fallSilent();

    assertThat(feed.api.stats().status()).isEqualTo(200);
    assertThat(feed.text(feed.api.stats())).contains("\"id\":7");
    assertReply(feed.api.health(), 503, "{\"healthy\":false,\"stale\":true}");

    feed.receive(pool(T0 + 20, miner(7, 5)));
    assertReply(feed.api.health(), 200, "{\"healthy\":true,\"stale\":false}");
  }

  @Test
  void liveJobDeclaratorIsListedOnceAmongTheServices() {
    feed.receive(pool(T0));
    feed.receive(Wire.heartbeat("j:1"));
    feed.receive(Wire.heartbeat("j:1"));

    assertReply(
        feed.api.services(),
        200,
        "[{\"service_type\":\"Pool\",\"address\":\"0.0.0.0:34254\"},"
            + "{\"service_type\":\"JobDeclarator\",\"address\":\"j:1\"}]");
    assertThat(feed.text(feed.api.stats())).contains("JobDeclarator");
  }

  @Test
  void poolInThisProcessIsServedTheSameWay() {
    PoolStatsRegistry registry =
        PoolStatsRegistry.builder(new SimpleMeterRegistry())
            .clock(Clocks.simulated(() -> Instant.ofEpochSecond(T0)))
            .build();
    registry.setListenAddress("l:1");
    registry.setServices(List.of(new PoolService(ServiceType.MINT, "m:1")));
    registry
        .registerDownstream(new DownstreamInfo(new DownstreamId(7), "h:1", false))
        .recordShare();
    StatsApi api = StatsApi.of(registry::snapshot);

    assertReply(
        api.stats(),
        200,
        "{\"services\":[{\"service_type\":\"Mint\",\"address\":\"m:1\"}],\"downstream_proxies\":[{\"id\":7,"
            + "\"address\":\"h:1\",\"channels\":[],\"shares_submitted\":1,\"quotes_created\":0,"
            + "\"ehash_mined\":0,\"last_share_at\":1730000000,\"work_selection\":false}],"
            + "\"listen_address\":\"l:1\",\"timestamp\":1730000000}");
    assertReply(api.health(), 200, "{\"healthy\":true,\"stale\":false}");
  }

  @Test
  void largeAnswerIsWrittenInSmallPiecesAndHeldByNobody() throws Exception {
    PoolStatsRegistry registry = new PoolStatsRegistry(new SimpleMeterRegistry());
    for (int id = 0; id < 5_000; id++) {
      registry.registerDownstream(new DownstreamInfo(new DownstreamId(id), "h:1", false));
    }
    StatsApi api = StatsApi.of(registry::snapshot);
    for (JsonReply reply : List.of(api.stats(), api.connections())) {
      LongSummaryStatistics pieces = new LongSummaryStatistics();
      reply
          .body()
          .writeTo(
              new OutputStream() {
                @Override
                public void write(int single) {
                  pieces.accept(1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                  pieces.accept(length);
                }
              });
      assertThat(pieces.getSum()).isGreaterThan(500_000);
      assertThat(pieces.getMax()).isLessThan(1 << 14);
    }
  }

  private void assertReply(JsonReply reply, int status, String body) {
    assertThat(feed.text(reply)).isEqualTo(body);
    assertThat(reply.status()).isEqualTo(status);
  }
}
