package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import io.hashpool.http.OpenFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that takes nothing: every write to /dev/full fails as on a full disk. */
class FullDiskIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int LINES = 2_000;

  @TempDir Path directory;

  @Test
  void logLinesAreLostAndNothingElse() throws Exception {
    int feed = Prometheus.freePort();
    try (Exporter exporter =
            Exporter.startWithLogTo(
                Path.of("/dev/full"),
                Prometheus.freePort(),
                directory,
                "serve",
                "--feed.listen-address=127.0.0.1:" + feed,
                "--log.level=debug");
        SnapshotSender pool = new SnapshotSender(feed)) {
      pool.send(3, 100);
      awaitTotal(exporter, 0);
      pool.send(3, 101);
      awaitTotal(exporter, 3);
      long threads = threads(exporter);
      long descriptors = OpenFiles.of(exporter.process().pid());

      // Each of these logs a line at least: over 8 KiB of them, what the JDK buffers of stderr.
      for (int shares = 102; shares < 102 + LINES; shares++) {
        pool.send(3, shares);
      }
      awaitTotal(exporter, 3 * (LINES + 1));

      // A few, for requests; not one for each line.
      assertThat(threads(exporter)).isLessThan(threads + LINES / 20);
      assertThat(OpenFiles.of(exporter.process().pid())).isLessThan(descriptors + LINES / 20);
      assertIdles(exporter);
      assertThat(exporter.terminate()).isLessThan(Duration.ofSeconds(10));
      assertThat(exporter.process().exitValue()).isZero();
    }
  }

  private static void awaitTotal(Exporter exporter, int shares) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(Http.get(exporter.metrics()).body())
                    .contains("\nhashpool_pool_shares_total " + shares + ".0\n")
                    .contains("\nhashpool_exporter_feed_up 1.0\n"));
  }

  /** In some second soon it uses less than a fifth of a processor: nothing tries again for ever. */
  private static void assertIdles(Exporter exporter) {
    Duration[] last = {Duration.ZERO};
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              Duration now = exporter.process().info().totalCpuDuration().orElseThrow();
              Duration used = now.minus(last[0]);
              last[0] = now;
              assertThat(used).isLessThan(Duration.ofMillis(200));
            });
  }

  /** Of Java's: the compiler has threads of its own, as many as it likes. */
  private static long threads(Exporter exporter) throws Exception {
    Matcher live =
        Pattern.compile("(?m)^jvm_threads_live_threads (\\S+)$")
            .matcher(Http.get(exporter.metrics()).body());
    assertThat(live.find()).isTrue();
    return (long) Double.parseDouble(live.group(1));
  }
}
