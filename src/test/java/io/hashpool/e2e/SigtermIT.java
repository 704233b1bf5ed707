package io.hashpool.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while a scrape is under way, of a pool whose scrape no socket buffer holds. */
class SigtermIT {
  private static final int DOWNSTREAMS = 18_000;

  /** The system buffers 4 MiB of one connection at most. */
  private static final int MORE_THAN_BUFFERS = 6 << 20;

  private static final Duration LONG = Duration.ofSeconds(30);

  /** How long the exporter waits for its scrapes, and supervisors for the exporter. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Duration SUPERVISORS_PATIENCE = Duration.ofSeconds(10);

  @TempDir Path directory;

  private Exporter exporter;
  private SnapshotSender pool;

  @BeforeEach
  void start() throws Exception {
    exporter =
        Exporter.start(
            directory,
            "serve",
            "--feed.listen-address=127.0.0.1:0",
            "--stats.downstreams-limit=" + DOWNSTREAMS);
    pool = new SnapshotSender(exporter.feedPort());
    pool.send(DOWNSTREAMS, 5);
    await().atMost(LONG).until(() -> Http.get(exporter.url("/-/ready")).statusCode() == 200);
  }

  @AfterEach
  void stop() throws IOException {
    pool.close();
    exporter.close();
  }

  @Test
  void scrapeUnderWayIsFinishedWholeAndOneThatNobodyReadsHoldsTheProcessForTheGraceAlone()
      throws Exception {
    try (Socket neverReadsOn = slowReader();
        Socket reader = slowReader()) {
      assertThat(head(neverReadsOn.getInputStream())).startsWith("HTTP/1.1 200 ");
      InputStream in = new BufferedInputStream(reader.getInputStream());
      assertThat(head(in))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("transfer-encoding: chunked");
      long asked = System.nanoTime();
      exporter.process().destroy();
      await().atMost(Duration.ofSeconds(2)).until(this::refusesConnections);

      String scrape = chunks(in).toString(US_ASCII);

      assertThat(scrape.length()).isGreaterThan(MORE_THAN_BUFFERS);
      assertThat(scrape)
          .endsWith("\n")
          .contains("\nhashpool_pool_downstreams " + DOWNSTREAMS + ".0\n");
      for (String family : List.of("info", "shares_total", "last_share_at_seconds", "channels")) {
        String start = "hashpool_pool_downstream_" + family + "{";
        assertThat(scrape.lines().filter(line -> line.startsWith(start)))
            .as(family)
            .hasSize(DOWNSTREAMS);
      }
      assertThat(exporter.process().isAlive()).as("waits for the other").isTrue();
      assertThat(exporter.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      System.out.println("SIGTERM with a reader that never reads on: ended after " + took);
      assertThat(took).isBetween(GRACE.minusSeconds(1), SUPERVISORS_PATIENCE);
      assertThat(exporter.process().exitValue()).isZero();
      assertThat(exporter.log())
          .contains("closing with requests still under way")
          .doesNotContain("level=error");
    }
  }

  /** Has asked for the metrics, and has room for very little. */
  private Socket slowReader() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(address(), 5_000);
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
    return socket;
  }

  private boolean refusesConnections() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address(), 5_000);
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", exporter.metrics().getPort());
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) byteOf(in));
    }
    return head.toString();
  }

  /** The body, which is whole only with its last, empty chunk. */
  private static ByteArrayOutputStream chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      StringBuilder size = new StringBuilder();
      while (size.indexOf("\r\n") < 0) {
        size.append((char) byteOf(in));
      }
      int length = Integer.parseInt(size.toString().trim(), 16);
      byte[] chunk = in.readNBytes(length + 2);
      assertThat(chunk).as("a chunk of %s", length).hasSize(length + 2).endsWith('\r', '\n');
      if (length == 0) {
        return body;
      }
      body.write(chunk, 0, length);
    }
  }

  private static int byteOf(InputStream in) throws IOException {
    int read = in.read();
    if (read < 0) {
      throw new EOFException("the connection ended too early");
    }
    return read;
  }
}
