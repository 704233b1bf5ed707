package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.base.HostAndPort;
import io.hashpool.exposition.RegistryExposition;
import io.hashpool.quote.EhashAmount;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolMeter;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.RejectReason;
import io.hashpool.stats.StatsCallback;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.PrometheusProperties;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Downstreams by the hundred thousand that come, mine a little and go, more at once than get series
 * of their own, while two scrapers look on.
 */
class ReconnectStormTest {
  private static final int SESSIONS = 200_000;
  private static final int POOL_THREADS = 4;
  private static final int LIVE_A_THREAD = 250;
  private static final int LIMIT = 100;

  /** Ids below it come back; each above is of one session ever, so its counters may only rise. */
  private static final int REUSED_IDS = 1000;

  private static final Pattern REUSED_ID = Pattern.compile("downstream_id=\"\\d{1,3}\"");
  private static final Duration SCRAPE_EVERY = Duration.ofMillis(50);
  private static final long HEAP_SLACK = 4 << 20;

  private final RegistryExposition exposition =
      new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.get());
  private final PrometheusMeterRegistry meters = exposition.registry();
  private final PoolStatsRegistry registry =
      PoolStatsRegistry.builder(meters).downstreamsLimit(LIMIT).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong nextSession = new AtomicLong();
  private WebServer server;

  @BeforeEach
  void serve() throws Exception {
    server =
        WebServer.start(
            new HostAndPort("127.0.0.1", 0),
            StandardRoutes.of("/metrics", exposition, Readiness.State.Ready::new),
            "test");
  }

  @AfterEach
  void stop() {
    over.set(true);
    threads.shutdownNow();
    server.close();
  }

  @Test
  void stormLeavesNothingBehindButExactTotals() throws Exception {
    storm(SESSIONS / 10); // what grows once: classes, compiled code, pools
    long heapBefore = liveHeap();
    int metersBefore = meters.getMeters().size();
    Scrape before = scrape();

    Future<Long> one = threads.submit(this::scrapeUntilOver);
    Future<Long> other = threads.submit(this::scrapeUntilOver);
    storm(SESSIONS);
    over.set(true);
    assertThat(one.get(30, TimeUnit.SECONDS)).isGreaterThan(10);
    assertThat(other.get(30, TimeUnit.SECONDS)).isGreaterThan(10);

    Scrape after = scrape();
    assertThat(after.samples().keySet()).isEqualTo(before.samples().keySet());
    assertThat(meters.getMeters()).hasSize(metersBefore);
    assertThat(liveHeap()).isLessThan(heapBefore + HEAP_SLACK);
    long sessions = nextSession.get();
    assertThat(sessions).isEqualTo(SESSIONS + SESSIONS / 10);
    assertThat(after.value("hashpool_pool_connections_total")).isEqualTo(sessions);
    assertThat(after.value("hashpool_pool_disconnections_total")).isEqualTo(sessions);
    assertThat(after.value("hashpool_pool_shares_total")).isEqualTo(3 * sessions);
    assertThat(after.value("hashpool_pool_quotes_total")).isEqualTo(2 * sessions);
    assertThat(after.value("hashpool_pool_ehash_mined_total")).isEqualTo(2 * 16 * sessions);
    assertThat(after.value("hashpool_pool_difficulty_total")).isEqualTo(8.0 * sessions);
    assertThat(after.value("hashpool_pool_rejected_shares_total{reason=\"stale-share\"}"))
        .isEqualTo(sessions);
    assertThat(after.value("hashpool_pool_downstreams")).isZero();
  }

  private void storm(int sessions) throws Exception {
    List<Future<?>> pool = new ArrayList<>();
    for (int i = 0; i < POOL_THREADS; i++) {
      pool.add(threads.submit(() -> connectAndDisconnect(sessions / POOL_THREADS)));
    }
    for (Future<?> thread : pool) {
      thread.get(120, TimeUnit.SECONDS);
    }
  }

  private void connectAndDisconnect(int sessions) {
    EhashAmount sixteen = EhashAmount.of(hashWith(36), 32);
    Deque<DownstreamStats> live = new ArrayDeque<>();
    for (int i = 0; i < sessions; i++) {
      DownstreamStats session = connect();
      live.add(session);
      StatsCallback quotes = new StatsCallback(session);
      quotes.onQuoteCreated(1, sixteen);
      session.recordWork(4, 5);
      session.recordShare();
      session.recordWork(4, 5);
      session.recordRejection(RejectReason.STALE_SHARE);
      if (live.size() == LIVE_A_THREAD) {
        live.remove().close();
      }
      quotes.onQuoteCreated(1, sixteen); // of some it comes late
    }
    live.forEach(DownstreamStats::close);
  }

  private DownstreamStats connect() {
    long number = nextSession.incrementAndGet();
    long id = number % 2 == 0 ? number / 2 % REUSED_IDS : REUSED_IDS + number;
    return registry.registerDownstream(
        new DownstreamInfo(new DownstreamId(id), "192.0.2.1:" + number % 65_536, false));
  }

  private long scrapeUntilOver() throws Exception {
    long scrapes = 0;
    Scrape last = scrape();
    while (!over.get()) {
      Thread.sleep(SCRAPE_EVERY.toMillis());
      Scrape scrape = scrape();
      scrape.assertNoCounterFellSince(last, REUSED_ID);
      assertThat(scrape.count(PoolMeter.DOWNSTREAM_SHARES.sampleName()))
          .isLessThanOrEqualTo(2 * LIMIT); // those that go and those that come during the scrape
      last = scrape;
      scrapes++;
    }
    return scrapes;
  }

  private Scrape scrape() throws Exception {
    return Scrape.parse(Http.get(Http.url(server.addresses().get(0), "/metrics")).body());
  }

  private static long liveHeap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static byte[] hashWith(int zeroBits) {
    byte[] hash = new byte[EhashAmount.HASH_BYTES];
    hash[zeroBits / 8] = (byte) (0x80 >>> zeroBits % 8);
    return hash;
  }
}
