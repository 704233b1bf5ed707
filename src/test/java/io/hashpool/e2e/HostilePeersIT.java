package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import io.hashpool.http.OpenFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Peers that mean harm, on both ports, beside a scraper and a pool that mean well. On the loopback
 * interface alone, and bounded in number and time.
 */
class HostilePeersIT {
  private static final int SLOW_WRITERS = 500;
  private static final int SLOW_READERS = 50;
  private static final int DOWNSTREAMS = 5_000;

  /** Out of memory it would end: peers must not decide how much it takes. */
  private static final List<String> BOUNDED = List.of("-Xmx160m", "-XX:+ExitOnOutOfMemoryError");

  private static final Duration ATTACK = Duration.ofSeconds(10);
  private static final Duration SERVED_WITHIN = Duration.ofSeconds(3);
  private static final String HEAD = "GET /metrics HTTP/1.1\r\nHost: x\r\n";

  /** Each way to ask for all metrics: none may cost more memory than another. */
  private static final List<byte[]> READS =
      Stream.of(
              HEAD,
              HEAD.replace("/metrics", "/metrics?x=1"),
              HEAD.replace("/metrics", "/metrics?name%5B%5D=hashpool_pool_downstream_shares"),
              HEAD.replace("/metrics", "/metrics?debug=prometheus-protobuf"),
              HEAD + "Accept: application/openmetrics-text;version=1.0.0;escaping=dots\r\n",
              HEAD
                  + "Accept: application/vnd.google.protobuf;"
                  + "proto=io.prometheus.client.MetricFamily;encoding=delimited\r\n")
          .map(head -> (head + "\r\n").getBytes(StandardCharsets.US_ASCII))
          .toList();

  @TempDir static Path directory;

  private static Exporter exporter;
  private static FeedSender pool;
  private static long timestamp = Instant.now().getEpochSecond();

  @BeforeAll
  static void start() throws Exception {
    exporter =
        Exporter.start(
            directory,
            BOUNDED,
            "serve",
            "--feed.listen-address=127.0.0.1:0",
            "--feed.stale-after=10m");
    pool = FeedSender.to(exporter);
    pool.send(snapshot(5));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Http.get(exporter.metrics()).body().contains("downstreams " + DOWNSTREAMS));
  }

  @AfterAll
  static void stop() throws IOException {
    if (pool != null) {
      pool.close();
    }
    if (exporter != null) {
      exporter.close();
    }
  }

  @Test
  void slowWritersAndSlowReadersKeepNoScraperOutAndLeaveNothingBehind() throws Exception {
    settle();
    long descriptors = descriptors();
    long threads = threads();
    List<Duration> waits = new ArrayList<>();
    long mostThreads = 0;
    List<Socket> sockets = new ArrayList<>();
    AtomicBoolean stop = new AtomicBoolean();
    Thread attack = new Thread(() -> attack(sockets, stop), "attack");
    attack.start();
    try {
      await().until(() -> descriptors() > descriptors + SLOW_WRITERS / 2);
      Instant end = Instant.now().plus(ATTACK);
      while (Instant.now().isBefore(end)) {
        long start = System.nanoTime();
        HttpResponse<String> scrape = Http.get(exporter.metrics());
        waits.add(Duration.ofNanos(System.nanoTime() - start));
        assertThat(scrape.statusCode()).isEqualTo(200);
        assertThat(scrape.body()).contains("downstreams " + DOWNSTREAMS);
        mostThreads = Math.max(mostThreads, threads());
      }
    } finally {
      stop.set(true);
      attack.join();
      close(sockets);
    }
    Duration slowest = waits.stream().max(Duration::compareTo).orElseThrow();
    System.out.println(
        "under attack: scrapes="
            + waits.size()
            + " slowest="
            + slowest
            + " threads="
            + mostThreads);
    assertThat(waits.size()).isGreaterThan(5);
    assertThat(slowest).isLessThan(SERVED_WITHIN);
    assertThat(mostThreads).isLessThan(threads + 300);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 3);
              assertThat(threads()).isLessThanOrEqualTo(threads + 3);
            });
  }

  @Test
  void thousandsOfSilentConnectionsAreBoundedAndGoAway() throws Exception {
    settle();
    long descriptors = descriptors();
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 5_000; i++) {
        sockets.add(connect(web(), 0));
      }
      assertThat(descriptors()).isLessThan(descriptors + 4_200);
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> Http.get(exporter.url("/-/healthy")).statusCode() == 200);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> descriptors() <= descriptors + 10); // while they are still held here
    } finally {
      close(sockets);
    }
  }

  @Test
  void aFloodOfRequestsIsAnsweredOrTurnedAwayAndTheScraperServed() throws Exception {
    settle();
    long threads = threads();
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> flood =
        IntStream.range(0, 64)
            .mapToObj(i -> new Thread(() -> flood(stop), "flood-" + i))
            .peek(Thread::start)
            .toList();
    List<Integer> seen = new ArrayList<>();
    try {
      Instant end = Instant.now().plusSeconds(5);
      while (Instant.now().isBefore(end)) {
        seen.add(Http.get(exporter.url("/-/healthy")).statusCode());
      }
    } finally {
      stop.set(true);
      for (Thread thread : flood) {
        thread.join();
      }
    }
    assertThat(seen).isNotEmpty().contains(200).containsOnly(200, 503);
    await().atMost(Duration.ofSeconds(30)).until(() -> threads() <= threads + 3);
    assertThat(Http.get(exporter.metrics()).statusCode()).isEqualTo(200);
  }

  static Stream<String[]> shapes() {
    String smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    String get = HEAD;
    String chunked = get + "Transfer-Encoding: chunked\r\n\r\n";
    return Stream.of(
        new String[] {
          "both lengths",
          "400",
          get + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled
        },
        new String[] {
          "two lengths", "400", get + "Content-Length: 0\r\nContent-Length: 40\r\n\r\n" + smuggled
        },
        new String[] {"a list of lengths", "400", get + "Content-Length: 0, 40\r\n\r\n" + smuggled},
        new String[] {"a signed length", "400", get + "Content-Length: +40\r\n\r\n" + smuggled},
        new String[] {"a negative length", "400", get + "Content-Length: -1\r\n\r\n" + smuggled},
        new String[] {
          "an endless length", "400", get + "Content-Length: 9223372036854775807\r\n\r\n" + smuggled
        },
        new String[] {
          "a length beyond", "400", get + "Content-Length: 99999999999999999999\r\n\r\n" + smuggled
        },
        new String[] {
          "a body on GET",
          "400",
          get + "Content-Length: " + smuggled.length() + "\r\n\r\n" + smuggled
        },
        new String[] {
          "a body on POST",
          "400",
          get.replace("GET", "POST") + "Content-Length: 3\r\n\r\nabc" + smuggled
        },
        new String[] {"a bad chunk", "400", chunked + "zz\r\nabc\r\n" + smuggled},
        new String[] {"a negative chunk", "400", chunked + "-1\r\nabc\r\n" + smuggled},
        new String[] {"a huge chunk", "400", chunked + "7fffffffffffffff\r\n" + smuggled},
        new String[] {
          "an obscured encoding", "501", get + "Transfer-Encoding: xchunked\r\n\r\n" + smuggled
        },
        new String[] {
          "two encodings",
          "501",
          get
              + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"
              + smuggled
        },
        new String[] {
          "a space before the colon", "400", get + "Content-Length : 40\r\n\r\n" + smuggled
        },
        new String[] {
          "a header folded into a length",
          "400",
          get + "X: y\r\n\tz\r\nContent-Length: 5\r\n\r\n" + smuggled
        },
        new String[] {"bytes that are no request", "400", "\u0016\u0003\u0001\u0002\r\n\r\n"},
        new String[] {"a feed line", "", "{\"listen_address\":\"a\",\"timestamp\":1}\r\n\r\n"},
        new String[] {"no version", "400", "GET /metrics\r\n\r\n" + smuggled},
        new String[] {"an opaque target", "", "GET mailto:a HTTP/1.1\r\n\r\n" + smuggled},
        new String[] {"a bad escape", "400", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled},
        new String[] {"a request line of a megabyte", "", "GET /" + "a".repeat(1 << 20)},
        new String[] {"a header of a megabyte", "", get + "X: " + "a".repeat(1 << 20)},
        new String[] {"a hundred thousand headers", "", get + "X: y\r\n".repeat(100_000)});
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void requestsOfTheseShapesGetOneRefusalAtMostAndTheConnectionEnds(
      String name, String status, String request) throws Exception {
    String answer = exchange(request);
    if (status.isEmpty()) {
      assertThat(answer).doesNotContain(" 200 ");
    } else {
      assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }
    assertThat(answer.split("HTTP/1\\.1 ", -1).length - 1).as(answer).isLessThanOrEqualTo(1);
    assertThat(answer).doesNotContain("nothing here");
    assertThat(Http.get(exporter.url("/-/healthy")).statusCode()).isEqualTo(200);
  }

  @Test
  void bodiesAndEncodingsThatAreCompressedAreNeverUnpacked() throws Exception {
    String answer =
        exchange(
            "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    HttpResponse<byte[]> scrape =
        Http.getBytes(exporter.metrics(), "Accept-Encoding", "gzip,".repeat(2_000));
    assertThat(scrape.statusCode()).isEqualTo(200);
  }

  @Test
  void silentAndGarrulousPeersOfTheFeedKeepThePoolInAndTheScraperServed() throws Exception {
    settle();
    long descriptors = descriptors();
    long threads = threads();
    List<Socket> sockets = new ArrayList<>();
    try {
      byte[] endless = ("{\"services\":[" + "1,".repeat(500)).getBytes(StandardCharsets.UTF_8);
      int port = exporter.feedPort();
      for (int i = 0; i < 1_000; i++) {
        Socket socket = connect(port, 0);
        sockets.add(socket);
        if (i % 2 == 0) {
          write(socket, endless);
        }
      }
      assertThat(descriptors()).isLessThan(descriptors + 100);
      assertThat(threads()).isLessThanOrEqualTo(threads + 3);
      // A sender that is turned away comes again; room is made of those that say nothing of use.
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .until(
              () -> {
                pool.send(snapshot(6));
                return Http.get(exporter.metrics()).body().contains("pool_shares_total 5000.0");
              });
      assertThat(exporter.log().split("msg=\"feed refused\"", -1).length)
          .as("lines logged of a thousand refusals")
          .isLessThan(40);
    } finally {
      close(sockets);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> descriptors() <= descriptors + 3);
  }

  @Test
  void aFeedBeyondLoopbackWarnsUnlessItIsSaidWhoMaySend() throws Exception {
    try (Exporter open = Exporter.start(directory, "serve", "--feed.listen-address=:0");
        Exporter closed =
            Exporter.start(
                directory, "serve", "--feed.listen-address=:0", "--feed.allow=127.0.0.0/8")) {
      open.feedPort();
      closed.feedPort();
      await().until(() -> open.log().contains("name the pool's network with --feed.allow"));
      assertThat(closed.log()).doesNotContain("name the pool's network");
    }
    assertThat(exporter.log()).doesNotContain("name the pool's network");
  }

  private static void attack(List<Socket> sockets, AtomicBoolean stop) {
    byte[] half = (HEAD + "X-Slow: ").getBytes(StandardCharsets.US_ASCII);
    byte[] drip = {'x'};
    while (!stop.get()) {
      // Those that were cut come again.
      sockets.removeIf(
          socket -> {
            boolean writer = sockets.indexOf(socket) >= SLOW_READERS;
            boolean dead = writer ? !write(socket, drip) : !write(socket, new byte[0]);
            if (dead) {
              close(List.of(socket));
            }
            return dead;
          });
      while (sockets.size() < SLOW_READERS + SLOW_WRITERS && !stop.get()) {
        try {
          boolean reader = sockets.size() < SLOW_READERS;
          Socket socket = connect(web(), reader ? 4096 : 0);
          write(socket, reader ? READS.get(sockets.size() % READS.size()) : half);
          sockets.add(socket);
        } catch (IOException e) {
          break; // turned away; later again
        }
      }
      pause(Duration.ofMillis(200));
    }
  }

  private static void flood(AtomicBoolean stop) {
    while (!stop.get()) {
      try (Socket socket = connect(web(), 0)) {
        write(socket, (HEAD + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.setSoTimeout(100);
        socket.getInputStream().read();
      } catch (IOException e) {
        // Turned away, or not answered in time.
      }
    }
  }

  /** Sends these bytes, and all that comes back until the connection ends. */
  private static String exchange(String request) throws IOException {
    StringBuilder answer = new StringBuilder();
    try (Socket socket = connect(web(), 0)) {
      write(socket, request.getBytes(StandardCharsets.ISO_8859_1));
      socket.setSoTimeout(15_000);
      byte[] buffer = new byte[8192];
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection was left open after: " + answer, e);
    } catch (IOException e) {
      // Reset: it ended as well.
    }
    return answer.toString();
  }

  private static int web() {
    URI metrics = exporter.metrics();
    return metrics.getPort();
  }

  private static Socket connect(int port, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static boolean write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void close(List<Socket> sockets) {
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // Gone already.
      }
    }
  }

  /** Until nothing of an earlier test is left. */
  private static void settle() {
    long[] last = {Long.MAX_VALUE};
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              long now = threads() + descriptors();
              boolean still = now >= last[0];
              last[0] = now;
              return still;
            });
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long descriptors() throws IOException {
    return OpenFiles.of(exporter.process().pid());
  }

  private static long threads() throws IOException {
    try (Stream<Path> tasks =
        Files.list(Path.of("/proc", Long.toString(exporter.process().pid()), "task"))) {
      return tasks.count();
    }
  }

  private static String snapshot(int shares) {
    String downstreams =
        IntStream.range(0, DOWNSTREAMS)
            .mapToObj(
                id ->
                    ("{\"id\":%d,\"address\":\"%s\",\"channels\":[1],\"shares_submitted\":%d,"
                            + "\"quotes_created\":5,\"ehash_mined\":320,\"last_share_at\":1730000000,"
                            + "\"work_selection\":false}")
                        .formatted(id, "a".repeat(100) + id, shares))
            .collect(Collectors.joining(","));
    return "{\"services\":[],\"downstream_proxies\":[%s],\"listen_address\":\"a\",\"timestamp\":%d}"
        .formatted(downstreams, ++timestamp);
  }
}
