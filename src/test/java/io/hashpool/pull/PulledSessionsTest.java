package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.ingest.OnlySource;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolMeter;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a dialect's reports when the source tells a thing late, or in another way. */
class PulledSessionsTest {
  private static final String EACH = "sri/0.8.0/translator-one-channel-each-1/";
  private static final String POOL = ScriptedSource.recorded("sri/0.8.0/mode-pool/metrics.txt");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Asking sri = asking();
  private final PoolStatsRegistry registry =
      PoolStatsRegistry.builder(meters).origin(StatsOrigin.MONITORED).clock(sri.clocks()).build();
  private final SourceMonitor monitor =
      new SourceMonitor(registry, new FeedStats(meters), sri.clocks(), Duration.ofSeconds(45));

  @Test
  void workThatIsToldLateCountsFromThenOn() throws Exception {
    sri.source().answer("/metrics", POOL);
    take();
    sri.source().replay("/api/v1/clients/1/channels", "sri/0.8.0/mode-pool/client-1-channels.json");
    take();
    assertThat(session(1).difficulty()).isZero();
    sri.pass(30);
    sri.source()
        .answer(
            "/api/v1/clients/1/channels",
            ScriptedSource.recorded("sri/0.8.0/mode-pool/client-1-channels.json")
                .replace("1234.5", "1300.5"));
    take();
    assertThat(session(1).difficulty()).isEqualTo(66);
  }

  @Test
  void workOfANewChannelCountsInFull() throws Exception {
    sri.source().answer("/metrics", "sv2_clients_total 0\nsv2_uptime_seconds 9\n");
    take();
    sri.source().answer("/metrics", POOL.replace("uptime_seconds 1", "uptime_seconds 9"));
    sri.source().replay("/api/v1/clients/1/channels", "sri/0.8.0/mode-pool/client-1-channels.json");
    take();
    assertThat(session(1).difficulty()).isEqualTo(1234.5 + 0.1);
  }

  @Test
  void verdictThatChangesIsNoNewWork() throws Exception {
    replay(EACH);
    sri.source()
        .answer(
            "/api/v1/sv1/clients",
            ScriptedSource.recorded(EACH + "sv1-clients.json")
                .replace("\"channel_id\":12", "\"channel_id\":11"));
    take();
    assertThat(sharesMeter(1)).isNull();
    replay(EACH);
    for (int polls = 0; polls < 5; polls++) {
      take();
    }
    assertThat(sharesMeter(1).count()).isEqualTo(50);
    assertThat(session(1).lastShareAt()).isEmpty();
    assertThat(poolShares()).isZero();

    replay("sri/0.8.0/translator-one-channel-each-2/");
    take();
    assertThat(sharesMeter(1).count()).isEqualTo(60);
    assertThat(poolShares()).isEqualTo(13);
  }

  @Test
  void minersOwnCountGivesWayToItsChannelWithoutABurst() throws Exception {
    replay(EACH);
    String miners =
        ScriptedSource.recorded(EACH + "sv1-clients.json")
            .replace("\"client_id\":1,", "\"client_id\":1,\"shares_submitted\":42,");
    sri.source()
        .answer("/api/v1/sv1/clients", miners.replace("\"channel_id\":12", "\"channel_id\":11"));
    take();
    assertThat(sharesMeter(1).count()).isEqualTo(42);
    sri.source().answer("/api/v1/sv1/clients", miners);
    for (int polls = 0; polls < 5; polls++) {
      take();
    }
    assertThat(sharesMeter(1).count()).isEqualTo(42);
    sri.source()
        .replay(
            "/api/v1/server/channels",
            "sri/0.8.0/translator-one-channel-each-2/server-channels.json");
    take();
    assertThat(sharesMeter(1).count()).isEqualTo(52);
    assertThat(meters.get(PoolMeter.POOL_CONNECTIONS.meterName()).functionCounter().count())
        .isZero();
  }

  @AfterEach
  void close() throws IOException {
    sri.close();
  }

  private void take() throws Exception {
    monitor.take(sri.nextPoll(), new OnlySource("scripted"));
  }

  private void replay(String recorded) {
    sri.source().replay("/metrics", recorded + "metrics.txt");
    sri.source().replay("/api/v1/sv1/clients", recorded + "sv1-clients.json");
    sri.source().replay("/api/v1/server/channels", recorded + "server-channels.json");
  }

  private DownstreamStats session(long id) {
    return registry.getStats(new DownstreamId(id)).orElseThrow();
  }

  private FunctionCounter sharesMeter(long id) {
    return meters
        .find(PoolMeter.DOWNSTREAM_SHARES.meterName())
        .tag(PoolMeter.DOWNSTREAM_ID, Long.toString(id))
        .functionCounter();
  }

  private double poolShares() {
    return meters.get(PoolMeter.POOL_SHARES.meterName()).functionCounter().count();
  }

  private static Asking asking() {
    try {
      return Asking.sri();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
