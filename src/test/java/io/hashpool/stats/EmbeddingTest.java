package io.hashpool.stats;

import static io.hashpool.stats.StatsFixture.downstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.http.Http;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The few lines of the README's embedding section, on the stacks it names, scraped over HTTP. */
class EmbeddingTest {
  private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

  @Test
  void worksOnTheCurrentStack() throws Exception {
    var meters =
        new io.micrometer.prometheusmetrics.PrometheusMeterRegistry(
            io.micrometer.prometheusmetrics.PrometheusConfig.DEFAULT);
    var stats = new PoolStatsRegistry(meters);
    try (var server =
        io.prometheus.metrics.exporter.httpserver.HTTPServer.builder()
            .inetAddress(ANY_PORT.getAddress())
            .port(0)
            .registry(meters.getPrometheusRegistry())
            .buildAndStart()) {
      assertSessionShowsAndGoes(stats, server.getPort());
    }
  }

  @Test
  @SuppressWarnings("deprecation") // deprecated by Micrometer, and still what many run
  void worksOnTheOlderStack() throws Exception {
    var meters =
        new io.micrometer.prometheus.PrometheusMeterRegistry(
            io.micrometer.prometheus.PrometheusConfig.DEFAULT);
    var stats = new PoolStatsRegistry(meters);
    try (var server =
        new io.prometheus.client.exporter.HTTPServer(
            ANY_PORT, meters.getPrometheusRegistry(), true)) {
      assertSessionShowsAndGoes(stats, server.getPort());
    }
  }

  private static void assertSessionShowsAndGoes(PoolStatsRegistry stats, int port)
      throws Exception {
    var metrics = Http.url(new InetSocketAddress(port), "/metrics");
    DownstreamStats session = stats.registerDownstream(downstream(7));
    session.recordShare();
    session.recordWork(2, 3);
    session.recordRejection(RejectReason.STALE_SHARE);

    assertThat(Http.get(metrics).body())
        .containsPattern(
            "(?m)^hashpool_pool_downstream_shares_total\\{downstream_id=\"7\",?\\} 1\\.0$")
        .containsPattern("(?m)^hashpool_pool_downstream_difficulty_total\\{[^}]*\\} 2\\.0$")
        .containsPattern(
            "(?m)^hashpool_pool_downstream_rejected_shares_total\\{downstream_id=\"7\",reason=\"stale-share\",?\\} 1\\.0$")
        .containsPattern(
            "(?m)^hashpool_pool_downstream_info\\{address=\"192.0.2.1:40007\",downstream_id=\"7\",work_selection=\"false\",?\\} 1(\\.0)?$")
        .containsPattern("(?m)^hashpool_pool_downstream_last_share_at_seconds\\{")
        .containsPattern("(?m)^hashpool_pool_downstream_best_share_difficulty\\{[^}]*\\} 3\\.0$");

    session.close();

    assertThat(Http.get(metrics).body())
        .doesNotContain("downstream_id=")
        .containsPattern("(?m)^hashpool_pool_shares_total 1\\.0$");
  }
}
