package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.base.HostAndPort;
import io.hashpool.stats.WebRefusal;
import io.hashpool.stats.WebStats;
import io.hashpool.webconfig.Certificates;
import io.hashpool.webconfig.Certificates.Identity;
import io.hashpool.webconfig.WebConfigFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that dawdle or ask for what there is not, over plain HTTP and over TLS; all are counted.
 */
@Tag("slow")
@Timeout(60)
class SlowPeersTest {
  /** Of the password "secret", by htpasswd. */
  private static final String HASH = "$2y$04$rHUiBlx6vIyQLwtRGzTtM.26jkFRje5qhPqXCPG1aKn2tRPnBK1PG";

  private static final int MAX_REQUESTS = 2;

  /** More than there are threads. */
  private static final int WRITERS = 300;

  private static final int WRITERS_PAST_THE_HANDSHAKE = 40;
  private static final int READERS = 4;
  private static final byte[] CLIENT_HELLO_BEGINS = {0x16, 0x03, 0x01, 0x02};
  private static final byte[] HALF =
      "GET / HTTP/1.1\r\nHost: x\r\nX: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BIG =
      "GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;

  private final WebStats stats = new WebStats(new SimpleMeterRegistry());
  private final List<Socket> peers = new ArrayList<>();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private Identity ca;
  private SSLContext trusting;
  private HttpClient client;
  private Optional<WebConfigFile> configFile = Optional.empty();
  private WebServer server;

  @BeforeEach
  void issueCertificates() throws Exception {
    ca = Certificates.ca("test ca");
    ca.write(directory, "ca");
    Certificates.of("server", ca).write(directory, "server");
    trusting = Certificates.client(ca, null);
    client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trusting).build();
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    peers.forEach(SlowPeersTest::close);
    server.close();
    configFile.ifPresent(WebConfigFile::close);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void slowReadersKeepNobodyOutAndLeaveNoDescriptor(boolean tls) throws Exception {
    start(tls, "");
    assertThat(status("/-/healthy")).isEqualTo(200);
    long before = OpenFiles.of(ProcessHandle.current().pid());
    for (int i = 0; i < READERS; i++) {
      send(tls, BIG);
    }
    assertThat(status("/-/healthy")).isEqualTo(200);
    await().until(() -> stats.refusals(WebRefusal.SLOW_READER) > 0);
    assertNothingIsLeft(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void slowWritersKeepNobodyOutAndLeaveNoDescriptor(boolean tls) throws Exception {
    start(tls, "");
    assertThat(status("/-/healthy")).isEqualTo(200);
    long before = OpenFiles.of(ProcessHandle.current().pid());
    for (int i = 0; i < WRITERS; i++) {
      boolean pastTheHandshake = tls && i < WRITERS_PAST_THE_HANDSHAKE;
      send(pastTheHandshake, tls && !pastTheHandshake ? CLIENT_HELLO_BEGINS : HALF);
    }
    assertThat(status("/-/healthy")).isEqualTo(200);
    await().until(() -> stats.refusals(WebRefusal.SLOW_REQUEST) > 0);
    assertNothingIsLeft(before);
  }

  @Test
  void wrongPasswordsAndBodiesAreCounted() throws Exception {
    start(true, "basic_auth_users: {alice: " + HASH + "}\n");
    assertThat(status("/")).isEqualTo(401);
    assertThat(status("/big")).isEqualTo(401);
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(uri("/"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(400);
    assertThat(stats.refusals(WebRefusal.UNAUTHORIZED)).isEqualTo(2);
    assertThat(stats.refusals(WebRefusal.REQUEST_BODY)).isEqualTo(1);
    assertThat(stats.refusals(WebRefusal.TLS_HANDSHAKE)).isZero();
  }

  @Test
  void handshakesThatFailAreCountedAndThoseThatGoWellAreNot() throws Exception {
    start(true, "");
    for (int i = 0; i < 3; i++) {
      assertThat(status("/-/healthy")).isEqualTo(200);
    }
    send(false, BIG);
    await().until(() -> stats.refusals(WebRefusal.TLS_HANDSHAKE) == 1);
    try (Socket untrusting = SSLContext.getDefault().getSocketFactory().createSocket()) {
      untrusting.connect(address());
      assertThat(handshakes((SSLSocket) untrusting)).isFalse();
    }
    await().until(() -> stats.refusals(WebRefusal.TLS_HANDSHAKE) == 2);
  }

  @Test
  void answersPastTheLimitAreCounted() throws Exception {
    start(false, "");
    for (int i = 0; i < MAX_REQUESTS; i++) {
      send(false, "GET /waits HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    await().until(() -> status("/-/healthy") == 503);
    assertThat(stats.refusals(WebRefusal.TOO_MANY_REQUESTS)).isPositive();
  }

  private void start(boolean tls, String more) throws Exception {
    if (tls) {
      Path file = directory.resolve("web.yml");
      Files.writeString(
          file, "tls_server_config: {cert_file: server.crt, key_file: server.key}\n" + more);
      configFile = Optional.of(WebConfigFile.open(file));
    }
    List<Route> routes =
        List.of(
            new Route("/-/healthy", "", Reply.handler(() -> Reply.text(200, "healthy"))),
            new Route(
                "/big",
                "far more than any socket holds",
                exchange -> {
                  exchange.sendResponseHeaders(200, 0);
                  byte[] chunk = new byte[1 << 16];
                  try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < 10_000; i++) {
                      out.write(chunk);
                    }
                  }
                }),
            new Route(
                "/waits",
                "and heeds no interrupt",
                exchange -> {
                  while (mayAnswer.getCount() > 0) {
                    try {
                      mayAnswer.await();
                    } catch (InterruptedException e) {
                      continue;
                    }
                  }
                  Reply.text(200, "late").send(exchange);
                }));
    server =
        WebServer.start(
            List.of(new HostAndPort("127.0.0.1", 0)),
            routes,
            "test",
            new WebServerOptions(MAX_REQUESTS, configFile, false, stats::refused));
  }

  private int status(String path) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private URI uri(String path) {
    return URI.create(
        server.scheme() + "://127.0.0.1:" + server.addresses().get(0).getPort() + path);
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), server.addresses().get(0).getPort());
  }

  private void send(boolean tls, byte[] bytes) throws IOException {
    Socket peer = tls ? trusting.getSocketFactory().createSocket() : new Socket();
    peer.setReceiveBufferSize(4096);
    peer.connect(address());
    peer.getOutputStream().write(bytes);
    peers.add(peer);
  }

  private static boolean handshakes(SSLSocket socket) {
    try {
      socket.startHandshake();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void assertNothingIsLeft(long before) {
    peers.forEach(SlowPeersTest::close);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(OpenFiles.of(ProcessHandle.current().pid()))
                    .isLessThan(before + READERS));
  }

  private static void close(Socket peer) {
    try {
      peer.setSoLinger(true, 0);
      peer.close();
    } catch (IOException e) {
      // Cut already.
    }
  }
}
