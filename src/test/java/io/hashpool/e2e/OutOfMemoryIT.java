package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.http.Http;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than the heap holds: the process ends, with a status of its own, and is never half dead. */
class OutOfMemoryIT {
  /** As README says. */
  private static final int OUT_OF_MEMORY = 3;

  private static final String BY_THE_JVM = "-XX:+ExitOnOutOfMemoryError";
  private static final Duration BOUND = Duration.ofSeconds(40);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {BY_THE_JVM, "-XX:-ExitOnOutOfMemoryError"})
  void snapshotThatTheHeapCannotHoldEndsTheProcess(String flag) throws Exception {
    try (Exporter exporter = start(flag, "-Xmx24m");
        SnapshotSender pool = new SnapshotSender(exporter.feedPort())) {
      assertThat(Http.get(exporter.metrics()).statusCode()).isEqualTo(200);
      Thread feed = new Thread(() -> sendWhatBreaksIt(pool), "feed");
      feed.start();
      assertEnded(exporter, flag);
    }
  }

  @Test
  void downstreamsThatFillTheHeapUnderScrapesEndTheProcess() throws Exception {
    try (Exporter exporter = start("-Xmx28m");
        SnapshotSender pool = new SnapshotSender(exporter.feedPort())) {
      Thread feed = new Thread(() -> growUntilItBreaks(pool), "feed");
      Thread scraper = new Thread(() -> scrapeUntilItBreaks(exporter), "scraper");
      feed.start();
      scraper.start();
      assertEnded(exporter, "");
      feed.join(BOUND.toMillis());
      scraper.join(BOUND.toMillis());
      assertThat(feed.isAlive() || scraper.isAlive()).as("a peer hangs").isFalse();
    }
  }

  private Exporter start(String... jvmFlags) throws Exception {
    return Exporter.start(
        directory,
        // Small heaps of a large machine get another collector otherwise.
        concat(jvmFlags, "-XX:+UseSerialGC"),
        "serve",
        "--feed.listen-address=127.0.0.1:0",
        "--stats.downstreams-limit=100000");
  }

  private static void assertEnded(Exporter exporter, String flag) throws InterruptedException {
    long start = System.nanoTime();
    assertThat(exporter.process().waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS))
        .as("ended: " + exporter.log())
        .isTrue();
    System.out.println(
        "out of memory " + flag + ": ended in " + Duration.ofNanos(System.nanoTime() - start));
    assertThat(exporter.process().exitValue()).as(exporter.log()).isEqualTo(OUT_OF_MEMORY);
    assertThat(exporter.log())
        .contains(
            flag.equals(BY_THE_JVM)
                ? "Terminating due to java.lang.OutOfMemoryError"
                : "a thread died, ending the process");
  }

  private static void sendWhatBreaksIt(SnapshotSender pool) {
    try {
      pool.send(80_000, 5);
    } catch (IOException e) {
      // It ended.
    }
  }

  private static void growUntilItBreaks(SnapshotSender pool) {
    try {
      for (int downstreams = 6_000; downstreams < 100_000; downstreams += 12_000) {
        pool.send(downstreams, 5);
      }
    } catch (IOException e) {
      // It ended.
    }
  }

  private static void scrapeUntilItBreaks(Exporter exporter) {
    try {
      while (exporter.process().isAlive()) {
        Http.get(exporter.metrics());
      }
    } catch (IOException | InterruptedException e) {
      // It ended.
    }
  }

  private static List<String> concat(String[] flags, String last) {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add(last);
    return all;
  }
}
