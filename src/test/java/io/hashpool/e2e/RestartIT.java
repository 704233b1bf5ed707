package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL under a real Prometheus that scrapes each second, and a pool that mines on. */
class RestartIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String POOL = "hashpool_pool_shares_total";
  private static final String DOWNSTREAM = "hashpool_pool_downstream_shares_total";

  private static final int DOWNSTREAMS = 3;

  /** What each downstream has before anybody looks. */
  private static final int BEFORE = 1_000;

  /** What each does in the first life at one go, so that no second life soon has as much. */
  private static final int BURST = 10_000;

  @TempDir Path directory;

  @Test
  void increaseOverTheRestartLacksWhatNoScrapeSawAndNothingElse() throws Exception {
    int web = Prometheus.freePort();
    int feed = Prometheus.freePort();
    String[] serve = {"serve", "--feed.listen-address=127.0.0.1:" + feed};
    try (MiningPool pool = new MiningPool(feed);
        Prometheus prometheus = Prometheus.start(directory, scrapingEachSecond(web))) {
      int atTheKill;
      try (Exporter first = Exporter.startAt(web, directory, serve)) {
        awaitScraped(prometheus, POOL + " == 0 and on () count(" + DOWNSTREAM + ") == 3");
        pool.mine(BURST);
        awaitScraped(prometheus, POOL + " > " + DOWNSTREAMS * BURST);
        first.process().destroyForcibly().waitFor();
        atTheKill = pool.shares();
      }
      awaitScraped(prometheus, "up == 0");
      int atTheStart = pool.shares();
      assertThat(atTheStart).as("it mines on, unseen").isGreaterThan(atTheKill);
      try (Exporter second = Exporter.startAt(web, directory, serve)) {
        awaitScraped(prometheus, POOL + " > 0");
        int whileItLived = pool.shares();
        int atTheEnd = pool.rest();
        awaitScraped(prometheus, "min(" + DOWNSTREAM + ") == " + atTheEnd);
        assertThat(second.process().isAlive()).isTrue();

        Map<Map<String, String>, Map<Long, Double>> all =
            Samples.raw(prometheus, DOWNSTREAM, Instant.now());
        assertThat(all).hasSize(DOWNSTREAMS);
        for (Map<Long, Double> samples : all.values()) {
          // The pool's own totals: they know of no restart, and lack not even what no one saw.
          Life whole = new Life(samples);
          assertThat(List.copyOf(samples.values())).isSorted();
          assertThat(whole.first()).isEqualTo(BEFORE);
          assertThat(whole.last()).isEqualTo(atTheEnd);
        }
        assertIncrease(prometheus, DOWNSTREAM, all, atTheEnd - BEFORE);
        assertThat(prometheus.query("resets(" + DOWNSTREAM + "[10m])").values()).containsOnly(0.0);

        Map<Map<String, String>, Map<Long, Double>> total =
            Samples.raw(prometheus, POOL, Instant.now());
        assertThat(total).hasSize(1);
        List<Life> lives = Life.of(total.values().iterator().next());
        assertThat(lives).hasSize(2);
        assertThat(prometheus.value("resets(" + POOL + "[10m])")).isEqualTo(1);
        Life one = lives.get(0);
        Life two = lives.get(1);

        // In the first life, all that the last scrape saw; a snapshot may fall into a scrape.
        double seen = all.values().iterator().next().get(one.lastTime());
        assertThat(one.first()).isZero();
        assertThat(one.last())
            .isBetween(
                DOWNSTREAMS * (seen - BEFORE - MiningPool.SHARES_A_SECOND),
                DOWNSTREAMS * (seen - BEFORE + MiningPool.SHARES_A_SECOND));
        assertThat(seen).isBetween((double) BEFORE + BURST, (double) atTheKill);
        // In the second, all since its first snapshot, which came when it had started.
        double baseline = atTheEnd - two.last() / DOWNSTREAMS;
        assertThat(baseline).isBetween((double) atTheStart, (double) whileItLived);

        double counted = one.last() + two.last();
        System.out.printf(
            "pool=%d counted=%.0f seen=%.0f killed=%d baseline=%.0f%n",
            DOWNSTREAMS * (atTheEnd - BEFORE), counted, seen, atTheKill, baseline);
        assertIncrease(prometheus, POOL, total, counted);
      }
    }
  }

  /** Counters as Prometheus counts them: to the share, and as an operator would ask. */
  private static void assertIncrease(
      Prometheus prometheus,
      String name,
      Map<Map<String, String>, Map<Long, Double>> series,
      double expected)
      throws Exception {
    for (Map<Long, Double> samples : series.values()) {
      Life whole = new Life(samples);
      // From the first sample to the last: nothing to extrapolate but a millisecond.
      long millis = whole.lastTime() - whole.firstTime();
      Map<Map<String, String>, Double> exact =
          prometheus.query(
              "increase(%s[%dms])".formatted(name, millis + 1),
              Instant.ofEpochMilli(whole.lastTime()));
      assertThat(exact).hasSize(series.size());
      assertThat(exact.values())
          .allSatisfy(
              value ->
                  assertThat(value)
                      .isBetween(expected - 1e-6, expected * (1 + 1.01 / millis) + 1e-6));
      // It extrapolates at each end by 1.1 mean intervals at most.
      assertThat(prometheus.query("increase(" + name + "[10m])").values())
          .allSatisfy(
              value ->
                  assertThat(value)
                      .isBetween(
                          expected - 1e-6, expected * (1 + 2.2 / (samples.size() - 1)) + 1e-6));
    }
  }

  private static void awaitScraped(Prometheus prometheus, String condition) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(prometheus.query(condition)).as(condition).isNotEmpty());
  }

  private static String scrapingEachSecond(int port) {
    return """
        global:
          scrape_interval: 1s
        scrape_configs:
          - job_name: hashpool
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
        .formatted(port);
  }

  /** The samples of a counter between two resets. */
  private record Life(TreeMap<Long, Double> samples) {
    Life(Map<Long, Double> samples) {
      this(new TreeMap<>(samples));
    }

    static List<Life> of(Map<Long, Double> samples) {
      List<Life> lives = new ArrayList<>();
      double last = Double.POSITIVE_INFINITY;
      for (Map.Entry<Long, Double> sample : new TreeMap<>(samples).entrySet()) {
        if (sample.getValue() < last) {
          lives.add(new Life(new TreeMap<>()));
        }
        last = sample.getValue();
        lives.get(lives.size() - 1).samples.put(sample.getKey(), last);
      }
      return lives;
    }

    long firstTime() {
      return samples.firstKey();
    }

    long lastTime() {
      return samples.lastKey();
    }

    double first() {
      return samples.firstEntry().getValue();
    }

    double last() {
      return samples.lastEntry().getValue();
    }
  }

  /** Sends its totals ten times a second, to whatever listens there, and connects again. */
  private static final class MiningPool implements AutoCloseable {
    static final int SHARES_A_SECOND = 10;

    private final int feedPort;
    private final Thread thread = new Thread(this::run, "mining-pool");
    private int shares = BEFORE; // guarded by this
    private boolean mining; // guarded by this
    private volatile boolean closed;

    MiningPool(int feedPort) {
      this.feedPort = feedPort;
      thread.start();
    }

    /** These at once, and then one of each downstream in each snapshot. */
    synchronized void mine(int atOnce) {
      shares += atOnce;
      mining = true;
    }

    /** No more; how many each has. */
    synchronized int rest() {
      mining = false;
      return shares;
    }

    synchronized int shares() {
      return shares;
    }

    private synchronized int next() {
      return mining ? ++shares : shares;
    }

    private void run() {
      while (!closed) {
        try (SnapshotSender sender = new SnapshotSender(feedPort)) {
          while (!closed) {
            sender.send(DOWNSTREAMS, next());
            pause();
          }
        } catch (IOException e) {
          next();
          pause();
        }
      }
    }

    private static void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(1000 / SHARES_A_SECOND);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
