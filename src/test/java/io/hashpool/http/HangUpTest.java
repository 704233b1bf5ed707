package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.base.HostAndPort;
import io.hashpool.exposition.RegistryExposition;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsFixture;
import io.hashpool.webconfig.Certificates;
import io.hashpool.webconfig.Certificates.Identity;
import io.hashpool.webconfig.WebConfigFile;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scrapers that hang up while the reply is written, or before their request is whole. Their sockets
 * are gone long before the time limit of an answer, which would close them as well. Without {@link
 * BrokenReplyStream} those of a reply of known length stay until then.
 */
class HangUpTest {
  private static final int PEERS = 4;
  private static final int DOWNSTREAMS = 10_000;
  private static final int LARGE = 1 << 24;
  private static final String METRICS = "GET /metrics HTTP/1.1\r\nHost: x\r\n";

  /** A reply comes in chunks, or says its length before. */
  private enum When {
    MID_HEADERS(METRICS + "X-Slow: "),
    MID_CHUNKS(METRICS + "\r\n"),
    MID_BODY_OF_KNOWN_LENGTH("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");

    final byte[] request;

    When(String request) {
      this.request = request.getBytes(StandardCharsets.US_ASCII);
    }
  }

  @TempDir static Path directory;

  private static RegistryExposition exposition;
  private static PoolStatsRegistry registry;
  private static Identity ca;

  /** More than the buffers of a connection hold, so that the hang-up comes while it is written. */
  @BeforeAll
  static void connectDownstreams() throws Exception {
    exposition = new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.get());
    registry =
        PoolStatsRegistry.builder(exposition.registry()).downstreamsLimit(DOWNSTREAMS).build();
    for (int id = 0; id < DOWNSTREAMS; id++) {
      registry.registerDownstream(StatsFixture.downstream(id));
    }
    ca = Certificates.ca("test ca");
    Certificates.of("server", ca).write(directory, "server");
  }

  @AfterAll
  static void close() {
    registry.close();
  }

  @ParameterizedTest
  @CsvSource({
    "MID_HEADERS, false",
    "MID_HEADERS, true",
    "MID_CHUNKS, false",
    "MID_CHUNKS, true",
    "MID_BODY_OF_KNOWN_LENGTH, false",
    "MID_BODY_OF_KNOWN_LENGTH, true",
  })
  void noneOfTheirSocketsIsKept(When when, boolean tls) throws Exception {
    Path file = directory.resolve("web.yml");
    Files.writeString(file, "tls_server_config: {cert_file: server.crt, key_file: server.key}\n");
    SocketFactory sockets =
        tls ? Certificates.client(ca, null).getSocketFactory() : SocketFactory.getDefault();
    try (WebConfigFile config = WebConfigFile.open(file);
        WebServer server =
            WebServer.start(
                List.of(new HostAndPort("127.0.0.1", 0)),
                routes(),
                "test",
                new WebServerOptions(PEERS, tls ? Optional.of(config) : Optional.empty()))) {
      hangUp(sockets, server, when, 1);
      await().atMost(Duration.ofSeconds(10)).until(() -> OpenFiles.ownSockets() > 0);
      long before = OpenFiles.ownSockets();
      hangUp(sockets, server, when, PEERS);
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(OpenFiles.ownSockets()).isLessThanOrEqualTo(before));
    }
  }

  private static List<Route> routes() {
    List<Route> routes =
        new ArrayList<>(StandardRoutes.of("/metrics", exposition, Readiness.State.Ready::new));
    Reply large =
        new Reply(200, "text/plain", OptionalInt.of(LARGE), out -> out.write(new byte[LARGE]));
    routes.add(new Route("/large", "a reply of known length", Reply.handler(() -> large)));
    return routes;
  }

  private static void hangUp(SocketFactory sockets, WebServer server, When when, int times)
      throws IOException {
    List<Socket> peers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Socket peer = sockets.createSocket();
      peers.add(peer);
      peer.setReceiveBufferSize(4096);
      peer.connect(
          new InetSocketAddress(
              InetAddress.getLoopbackAddress(), server.addresses().get(0).getPort()));
      peer.getOutputStream().write(when.request);
      if (when != When.MID_HEADERS) {
        assertThat(peer.getInputStream().read()).as("of an answer").isEqualTo('H');
      }
    }
    for (Socket peer : peers) {
      peer.setSoLinger(true, 0);
      peer.close();
    }
  }
}
