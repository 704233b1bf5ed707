package io.hashpool.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.e2e.Exporter;
import io.hashpool.http.Http;
import io.hashpool.http.Scrape;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Laps of churn and faults. At the end of each every number must be the model's; then everyone
 * leaves, and what the processes hold is measured. After the last lap each must come to rest at
 * what it held in the first laps that count.
 */
final class Soak {
  /** Soft references go at each collection, so that what is live does not depend on the hour. */
  private static final List<String> JVM =
      List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:SoftRefLRUPolicyMSPerMB=0");

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration STALE_AFTER = Duration.ofSeconds(10);
  private static final int SILENT_EVERY = 5;
  private static final int SNAPSHOTS_A_LAP = 60;
  private static final Duration BETWEEN_SNAPSHOTS = Duration.ofMillis(40);

  /** Compiled code, caches and pools are as large as they get by then. */
  private static final int WARM_UP_LAPS = 5;

  private static final long HEAP_SLACK = 3 << 20;

  /** The exporter remembers a session that left for an hour, and 10,000 of them at most. */
  private static final long REMEMBERED_SESSION_BYTES = 4_096;

  private static final long REMEMBERED_SESSIONS = 10_000;
  private static final int THREAD_SLACK = 2;

  private static final int DESCRIPTOR_SLACK = 3;

  private final Path directory;
  private final Duration length;
  private final PrintStream report;
  private final ModelPool pool = new ModelPool(1);
  private final Map<String, List<Vitals>> vitals = new TreeMap<>();
  private final Map<String, List<Double>> left = new TreeMap<>();

  private long timestamp = 1_730_000_000;
  private long sent;
  private long lastSentNanos;

  Soak(Path directory, Duration length, PrintStream report) {
    this.directory = directory;
    this.length = length;
    this.report = report;
  }

  void run() throws Exception {
    long end = System.nanoTime() + length.toNanos();
    try (Exporter serve =
            Exporter.start(
                directory,
                JVM,
                "serve",
                "--feed.listen-address=127.0.0.1:0",
                "--feed.stale-after=" + STALE_AFTER.toSeconds() + "s");
        Exporter demo =
            Exporter.start(
                directory,
                JVM,
                "demo",
                "--demo.miners=24",
                "--demo.shares-per-minute=120",
                "--demo.reconnect-every=200ms",
                "--demo.block-interval=10s");
        Scraper first = new Scraper(serve.metrics(), Duration.ofMillis(200));
        Scraper second = new Scraper(serve.metrics(), Duration.ofMillis(330));
        Scraper demoFirst = new Scraper(demo.metrics(), Duration.ofMillis(250));
        Scraper demoSecond = new Scraper(demo.metrics(), Duration.ofMillis(400))) {
      int feedPort = serve.feedPort();
      for (int lap = 0; lap < WARM_UP_LAPS + 2 || System.nanoTime() < end; lap++) {
        lap(lap, serve, feedPort);
        assertSound(serve, demo);
        measure("serve", serve);
        measure("demo", demo);
        report.printf(
            "lap=%d snapshots=%d %s serve=%s demo=%s%n",
            lap, sent, shown(serve.metrics()), last("serve"), last("demo"));
      }
      report.printf(
          "scrapes serve=%d+%d slowest_ms=%d demo=%d+%d slowest_ms=%d%n",
          first.scrapes(),
          second.scrapes(),
          Math.max(first.slowestMillis(), second.slowestMillis()),
          demoFirst.scrapes(),
          demoSecond.scrapes(),
          Math.max(demoFirst.slowestMillis(), demoSecond.slowestMillis()));
      assertThat(first.scrapes()).isGreaterThan(length.toSeconds() / 4);
      assertNoGrowth("serve", serve);
      assertNoGrowth("demo", demo);
      for (Exporter exporter : List.of(serve, demo)) {
        assertThat(exporter.terminate()).isLessThan(Duration.ofSeconds(5));
        assertThat(exporter.process().exitValue()).isZero();
      }
    }
    report.println("sound");
  }

  /** One fault of each turn while a pool publishes, and then everyone leaves. */
  private void lap(int lap, Exporter serve, int feedPort) throws Exception {
    try (Hostility hostility = new Hostility(lap, feedPort, serve.metrics().getPort())) {
      Peer publisher = new Peer(feedPort);
      for (int i = 0; i < SNAPSHOTS_A_LAP; i++) {
        if (i == SNAPSHOTS_A_LAP / 4) {
          switch (lap % 4) {
            case 0 -> hostility.garbage();
            case 1 -> hostility.flood();
            case 2 -> hostility.endlessLine();
            default -> hostility.slowScrapers();
          }
        } else if (i == SNAPSHOTS_A_LAP / 2) {
          awaitTaken(serve);
          // Killed in the middle of a line: what it had said before is known, the rest is not.
          publisher.send(pool.line(timestamp).substring(0, 40));
          publisher.kill();
          hostility.leave();
          awaitSample(serve, "hashpool_exporter_feed_connections", 0);
          publisher = new Peer(feedPort);
        }
        pool.live();
        publish(publisher, serve);
        Thread.sleep(BETWEEN_SNAPSHOTS.toMillis());
      }
      awaitTaken(serve);
      assertTotals(serve);
      pool.everyoneLeaves();
      publish(publisher, serve);
      awaitTaken(serve);
      assertTotals(serve);
      publisher.close();
    }
    if (lap % SILENT_EVERY == SILENT_EVERY - 1) {
      fallSilent(serve);
    }
  }

  private void publish(Peer publisher, Exporter serve) throws IOException {
    if (sent > 0 && System.nanoTime() - lastSentNanos > STALE_AFTER.toNanos() / 2) {
      fallSilent(serve); // or a busy machine would decide whether it does
    }
    publisher.send(pool.line(++timestamp));
    lastSentNanos = System.nanoTime();
    pool.taken();
    sent++;
  }

  private void fallSilent(Exporter serve) {
    awaitSample(serve, "hashpool_exporter_feed_up", 0);
    pool.silence();
  }

  private void awaitTaken(Exporter serve) {
    awaitSample(serve, "hashpool_exporter_feed_snapshots_total", sent);
  }

  private static void awaitSample(Exporter exporter, String series, double value) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> assertThat(scrape(exporter.metrics()).value(series)).as(series).isEqualTo(value));
  }

  private void assertTotals(Exporter serve) throws Exception {
    Scrape scrape = scrape(serve.metrics());
    Map<String, Double> expected = pool.expected();
    Map<String, String> drift = new TreeMap<>();
    expected.forEach(
        (series, value) -> {
          Double shown = scrape.samples().get(series);
          if (!value.equals(shown)) {
            drift.put(series, "expected " + value + ", shown " + shown);
          }
        });
    assertThat(drift).isEmpty();
    assertThat(scrape.count("hashpool_pool_downstream_shares_total"))
        .isEqualTo(expected.get("hashpool_pool_downstreams").longValue());
  }

  /** What holds at every moment, of both. */
  private static void assertSound(Exporter serve, Exporter demo) throws Exception {
    awaitSample(serve, "hashpool_exporter_feed_connections", 0);
    for (Exporter exporter : List.of(serve, demo)) {
      assertThat(exporter.process().isAlive()).as(exporter.log()).isTrue();
      assertThat(exporter.log()).doesNotContain("Exception", "level=error", "OutOfMemory");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Scrape scrape = scrape(exporter.metrics());
                assertThat(scrape.value("hashpool_pool_shares_total"))
                    .isGreaterThanOrEqualTo(scrape.sum("hashpool_pool_downstream_shares_total"));
                assertThat(scrape.count("hashpool_pool_downstream_shares_total"))
                    .isEqualTo((long) scrape.value("hashpool_pool_downstreams"));
              });
    }
    // In the demo everyone's connection is seen, so they balance; of a feed that is silent not.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Scrape scrape = scrape(demo.metrics());
              assertThat(
                      scrape.value("hashpool_pool_connections_total")
                          - scrape.value("hashpool_pool_disconnections_total"))
                  .isEqualTo(scrape.value("hashpool_pool_downstreams"));
            });
  }

  private void measure(String name, Exporter exporter) throws Exception {
    vitals
        .computeIfAbsent(name, ignored -> new ArrayList<>())
        .add(Vitals.of(exporter.process().pid()));
    left.computeIfAbsent(name, ignored -> new ArrayList<>()).add(sessionsLeft(exporter));
  }

  private Vitals last(String name) {
    List<Vitals> all = vitals.get(name);
    return all.get(all.size() - 1);
  }

  /**
   * What it held at most in the first laps is where it must come back to. It has some time for
   * that: request threads go 5 s after their last request, connections that say nothing after 20.
   */
  private void assertNoGrowth(String name, Exporter exporter) {
    List<Vitals> laps = vitals.get(name);
    List<Vitals> counted = laps.subList(WARM_UP_LAPS, laps.size());
    List<Vitals> early = counted.subList(0, Math.max(1, counted.size() / 4));
    long heap = early.stream().mapToLong(Vitals::liveBytes).max().orElseThrow();
    double leftEarly = left.get(name).get(WARM_UP_LAPS);
    int threads = early.stream().mapToInt(Vitals::threads).max().orElseThrow();
    int descriptors = early.stream().mapToInt(Vitals::descriptors).max().orElseThrow();
    report.printf(
        "%s laps=%d early live_bytes=%d threads=%d descriptors=%d%n",
        name, laps.size(), heap, threads, descriptors);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Vitals atRest = Vitals.of(exporter.process().pid());
              assertThat(atRest.liveBytes())
                  .as("live bytes of " + name)
                  .isLessThan(heap + HEAP_SLACK + remembered(sessionsLeft(exporter) - leftEarly));
              assertThat(atRest.threads())
                  .as("threads of " + name)
                  .isLessThanOrEqualTo(threads + THREAD_SLACK);
              assertThat(atRest.descriptors())
                  .as("descriptors of " + name)
                  .isLessThanOrEqualTo(descriptors + DESCRIPTOR_SLACK);
              report.printf("%s at rest %s%n", name, atRest);
            });
  }

  private static long remembered(double sessions) {
    return (long) Math.min(REMEMBERED_SESSIONS, sessions) * REMEMBERED_SESSION_BYTES;
  }

  private static double sessionsLeft(Exporter exporter) throws Exception {
    return scrape(exporter.metrics()).value("hashpool_pool_disconnections_total");
  }

  private static String shown(URI metrics) throws Exception {
    Scrape scrape = scrape(metrics);
    return "shares=%.0f connections=%.0f"
        .formatted(
            scrape.value("hashpool_pool_shares_total"),
            scrape.value("hashpool_pool_connections_total"));
  }

  private static Scrape scrape(URI metrics) throws Exception {
    return Scrape.parse(Http.get(metrics).body());
  }
}
