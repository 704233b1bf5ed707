package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.exposition.RegistryExposition;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsFixture;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scrapers that hang up before the reply is written, or before their request is whole. */
class HangUpTest {
  private static final int PEERS = 40;

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "GET /metrics HTTP/1.1\r\nHost: "})
  void noneOfTheirSocketsIsKept(String request) throws Exception {
    RegistryExposition exposition =
        new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.get());
    PoolStatsRegistry registry = new PoolStatsRegistry(exposition.registry());
    for (int id = 0; id < 300; id++) {
      registry.registerDownstream(StatsFixture.downstream(id));
    }
    try (WebServer server =
        WebServer.start(
            new ListenAddress("127.0.0.1", 0),
            StandardRoutes.of("/metrics", exposition, Readiness.State.Ready::new),
            "test")) {
      assertThat(Http.get(Http.url(server.address(), "/metrics")).statusCode()).isEqualTo(200);
      long before = openDescriptors();
      for (int i = 0; i < PEERS; i++) {
        try (Socket peer =
            new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
          peer.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(openDescriptors()).isLessThan(before + PEERS / 4));
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
