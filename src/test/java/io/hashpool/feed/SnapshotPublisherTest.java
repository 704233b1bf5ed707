package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hashpool.base.Backoff;
import io.hashpool.ingest.JobDeclaratorHeartbeat;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamSnapshot;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.PoolSnapshot;
import io.hashpool.stats.WorkInWindow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // publishers run in the background, unnamed
class SnapshotPublisherTest {
  private static final PublisherOptions QUICK =
      new PublisherOptions(
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofMillis(5),
          Duration.ofMillis(40));

  private final Leftovers leftovers = new Leftovers();
  private final AtomicLong polls = new AtomicLong();

  @AfterEach
  void nothingIsLeftOver() {
    leftovers.assertNone();
  }

  @Test
  void sendsTotalsAndWindowsEachOnAConnectionOfItsOwn() throws IOException {
    try (ServerSocket server = listen();
        SnapshotPublisher publisher =
            publish(server, Optional.of(new WorkInWindow(2, 12.5, 60)), 1);
        Socket first = server.accept();
        Socket second = server.accept()) {
      List<String> lines = new ArrayList<>(List.of(firstLine(first), firstLine(second)));
      lines.sort(null);

      assertThat(lines.get(0))
          .matches(
              "\\{\"service_type\":\"Pool\",\"downstreams\":\\[\\{\"downstream_id\":1,"
                  + "\"name\":\"translator_1\",\"address\":\"h:1\",\"shares_lifetime\":\\d+,"
                  + "\"shares_in_window\":2,\"sum_difficulty_in_window\":12.5,\"window_seconds\":60,"
                  + "\"timestamp\":1730000000}],\"timestamp\":1730000000}");
      assertThat(lines.get(1)).startsWith("{\"services\":[],\"downstream_proxies\":[{\"id\":1,");
    }
  }

  /** The program ends the process there; a pool that publishes decides for itself. */
  @Test
  void errorOfTheProviderReachesWhoeverHandlesWhatThreadsDieOfAndPollingGoesOn() throws Exception {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> told.complete(error));
    try (Exporter exporter = Exporter.start();
        SnapshotPublisher publisher =
            SnapshotPublisher.start(
                () -> {
                  if (polls.incrementAndGet() == 1) {
                    throw new NoClassDefFoundError("not really");
                  }
                  return snapshot(Optional.empty(), 1);
                },
                exporter.address(),
                QUICK)) {
      assertThat(told.get(10, TimeUnit.SECONDS)).hasMessage("not really");
      await().until(() -> exporter.stats.snapshots() > 1);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void withoutDifficultyThereIsOneConnection() throws IOException {
    try (Exporter exporter = Exporter.start();
        SnapshotPublisher publisher =
            SnapshotPublisher.start(
                () -> snapshot(Optional.empty(), 1), exporter.address(), QUICK)) {
      await().until(() -> exporter.stats.snapshots() > 3);
      assertThat(exporter.stats.connections()).isEqualTo(1);
      assertThat(exporter.meters.hashrate(1)).isEmpty();
    }
  }

  @Test
  void waitsForAnExporterThatIsNotThereYet() throws IOException {
    int port;
    try (ServerSocket server = listen()) {
      port = server.getLocalPort();
    }
    try (SnapshotPublisher publisher =
        SnapshotPublisher.start(
            () -> snapshot(Optional.empty(), 1),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            QUICK)) {
      await().until(() -> polls.get() > 10);
      try (Exporter exporter = Exporter.startOn(port)) {
        await().until(exporter.stats::isUp);
      }
    }
  }

  @Test
  void receiverThatTakesNothingDoesNotHoldUpThePoolAndIsGivenUp() throws IOException {
    try (ServerSocket server = listen();
        // Each snapshot is larger than what the sockets hold, so that writing gets stuck.
        SnapshotPublisher publisher = publish(server, Optional.empty(), 60_000);
        Socket stuck = server.accept()) {
      long before = polls.get();
      await().until(() -> polls.get() > before + 5);
      try (Socket next = server.accept()) {
        assertThat(next.getPort()).isNotEqualTo(stuck.getPort());
      }
    }
  }

  @Test
  void latestLineWinsAndNoneIsQueued() throws IOException {
    PublisherOptions patient =
        new PublisherOptions(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMillis(5),
            Duration.ofMillis(5));
    // Larger than what the sockets hold, so that writing gets stuck.
    String large = "x".repeat(20_000_000);
    try (ServerSocket server = listen();
        LineSender sender =
            new LineSender(
                "feed-test", (InetSocketAddress) server.getLocalSocketAddress(), patient)) {
      sender.start();
      sender.offer(new JobDeclaratorHeartbeat(large, 1));
      try (Socket stuck = server.accept()) {
        assertThat(stuck.getInputStream().read()).isEqualTo('{');
        for (int timestamp = 2; timestamp <= 50; timestamp++) {
          sender.offer(new JobDeclaratorHeartbeat("h:1", timestamp));
        }
      }
      try (Socket next = server.accept()) {
        assertThat(firstLine(next)).isEqualTo("{\"listen_address\":\"h:1\",\"timestamp\":50}");
      }
    }
  }

  @Test
  void poolThatThrowsIsAskedAgain() throws IOException {
    try (Exporter exporter = Exporter.start();
        SnapshotPublisher publisher =
            SnapshotPublisher.start(
                () -> {
                  if (polls.get() < 3) {
                    polls.incrementAndGet();
                    throw new IllegalStateException("not ready");
                  }
                  return snapshot(Optional.empty(), 1);
                },
                exporter.address(),
                QUICK)) {
      await().until(exporter.stats::isUp);
    }
  }

  @Test
  void closesAtOnceWhileItWaitsOrConnects() throws IOException {
    int nobody;
    try (ServerSocket server = listen()) {
      nobody = server.getLocalPort();
    }
    PublisherOptions patient =
        new PublisherOptions(
            Duration.ofMillis(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    SnapshotPublisher publisher =
        SnapshotPublisher.start(
            () -> snapshot(Optional.empty(), 1),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody),
            patient);
    await().until(() -> polls.get() > 2);
    long start = System.nanoTime();
    publisher.close();
    publisher.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void backoffDoublesToItsLimitWithJitterAndBeginsAnew() {
    Backoff backoff =
        new Backoff(Duration.ofNanos(100), Duration.ofNanos(1000), new SplittableRandom(1));
    for (int round = 0; round < 2; round++) {
      for (long step : new long[] {100, 200, 400, 800, 1000, 1000}) {
        assertThat(backoff.waitNanos()).isBetween(step / 2, step);
      }
      backoff.reset();
    }
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> PublisherOptions.every(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
  }

  private SnapshotPublisher publish(
      ServerSocket server, Optional<WorkInWindow> window, int downstreams) {
    return SnapshotPublisher.start(
        () -> snapshot(window, downstreams),
        new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
        QUICK);
  }

  /** A snapshot whose shares are the number of the poll. */
  private PoolSnapshot snapshot(Optional<WorkInWindow> window, int downstreams) {
    DownstreamTotals totals = new DownstreamTotals(polls.incrementAndGet(), 0, 0);
    List<DownstreamSnapshot> all = new ArrayList<>();
    for (int id = 1; id <= downstreams; id++) {
      DownstreamInfo info = new DownstreamInfo(new DownstreamId(id), "h:1", false);
      all.add(new DownstreamSnapshot(info, List.of(), totals, Optional.empty(), window));
    }
    return new PoolSnapshot(
        Optional.of("l:1"), List.of(), all, Instant.ofEpochSecond(1_730_000_000));
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static String firstLine(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    String line =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assertThat(line).isNotNull();
    return line;
  }
}
