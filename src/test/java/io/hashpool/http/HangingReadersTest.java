package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.base.HostAndPort;
import io.hashpool.exposition.RegistryExposition;
import io.hashpool.feed.PublisherOptions;
import io.hashpool.feed.SnapshotPublisher;
import io.hashpool.feed.StatsApi;
import io.hashpool.feed.StatsSnapshotProvider;
import io.hashpool.quote.EhashAmount;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.RejectReason;
import io.hashpool.stats.StatsCallback;
import io.hashpool.stats.StatsFixture;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever reads the statistics hangs, and shares are recorded meanwhile: all of them, to the end,
 * before the one that hangs is let go.
 */
@Tag("slow")
@Timeout(60)
class HangingReadersTest {
  private static final int SHARES = 10_000;

  private final RegistryExposition exposition =
      new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.get());
  private final PoolStatsRegistry registry = new PoolStatsRegistry(exposition.registry());
  private final DownstreamStats before = registry.registerDownstream(StatsFixture.downstream(1));
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void scrapeThatHangsInAGauge() throws Exception {
    Gauge.builder("application.gauge", this::hang).register(exposition.registry());
    try (WebServer server =
        WebServer.start(
            new HostAndPort("127.0.0.1", 0),
            StandardRoutes.of("/metrics", exposition, Readiness.always()),
            "test")) {
      CompletableFuture<String> scrape = ask(server, "/metrics");
      assertSharesAreRecordedWhileItHangs();
      assertThat(scrape.join()).contains("application_gauge 1.0");
      assertThat(Http.get(Http.url(server.addresses().get(0), "/metrics")).body())
          .contains("hashpool_pool_shares_total " + (2.0 * SHARES));
    }
  }

  @Test
  void apiWhoseSnapshotHangs() throws Exception {
    StatsApi api = StatsApi.of(hangingProvider());
    try (WebServer server =
        WebServer.start(
            new HostAndPort("127.0.0.1", 0),
            List.of(
                new Route(
                    "/api/stats",
                    "",
                    Reply.handler(() -> Reply.json(200, api.stats().body()::writeTo)))),
            "test")) {
      CompletableFuture<String> answer = ask(server, "/api/stats");
      assertSharesAreRecordedWhileItHangs();
      assertThat(answer.join()).contains("\"downstream_proxies\"");
    }
  }

  @Test
  void publisherWhosePollHangs() throws Exception {
    try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SnapshotPublisher publisher = publishTo(target, hangingProvider());
      try {
        assertSharesAreRecordedWhileItHangs();
      } finally {
        publisher.close();
      }
    }
  }

  @Test
  void publisherWhosePeerNeverReads() throws Exception {
    for (int id = 100; id < 20_000; id++) {
      registry.registerDownstream(StatsFixture.downstream(id));
    }
    CountDownLatch polled = new CountDownLatch(3);
    try (ServerSocket target = new ServerSocket()) {
      target.setReceiveBufferSize(4096);
      target.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SnapshotPublisher publisher =
          publishTo(
              target,
              () -> {
                polled.countDown();
                return registry.snapshot();
              });
      try (Socket peer = target.accept()) {
        // It is written to, some megabytes, and polled on: the line is in the socket, and stuck.
        await().until(() -> peer.getInputStream().available() > 0);
        polled.await();
        hangs.countDown();
        assertSharesAreRecordedWhileItHangs();
      } finally {
        publisher.close();
      }
    }
  }

  private static SnapshotPublisher publishTo(ServerSocket target, StatsSnapshotProvider provider) {
    return SnapshotPublisher.start(
        provider,
        (InetSocketAddress) target.getLocalSocketAddress(),
        PublisherOptions.every(Duration.ofMillis(1)));
  }

  private StatsSnapshotProvider hangingProvider() {
    return () -> {
      hang();
      return registry.snapshot();
    };
  }

  private int hang() {
    hangs.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static CompletableFuture<String> ask(WebServer server, String path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Http.get(Http.url(server.addresses().get(0), path)).body();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Of one that was connected, and of one that connects and goes meanwhile. */
  private void assertSharesAreRecordedWhileItHangs() throws InterruptedException {
    hangs.await();
    DownstreamStats meanwhile = registry.registerDownstream(StatsFixture.downstream(2));
    for (DownstreamStats session : List.of(before, meanwhile)) {
      StatsCallback callback = new StatsCallback(session);
      for (int share = 0; share < SHARES; share++) {
        callback.onQuoteCreated(1, EhashAmount.ZERO);
        session.recordWork(2, 2);
      }
      session.recordRejection(RejectReason.STALE_SHARE);
      assertThat(session.totals()).isEqualTo(new DownstreamTotals(SHARES, SHARES, 0));
    }
    meanwhile.close();
    assertThat(goOn.getCount()).as("it hangs still").isOne();
    goOn.countDown();
  }
}
