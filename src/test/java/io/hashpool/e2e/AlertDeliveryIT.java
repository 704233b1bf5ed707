package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a miner that falls silent to a message about it, and to another when it is back, through a
 * real Prometheus and a real Alertmanager, with the shipped expressions and configuration.
 */
class AlertDeliveryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long GAP_MILLIS = 500;
  private static final int SILENT = 7;

  /** What the exporter calls silent at the earliest, however fast a miner shares. */
  private static final Duration LEAST_SILENCE = Duration.ofMinutes(2);

  private final List<JsonNode> delivered = new CopyOnWriteArrayList<>();
  private final AtomicBoolean silent = new AtomicBoolean();
  private final ScheduledExecutorService miners = Executors.newSingleThreadScheduledExecutor();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PoolStatsRegistry pool = new PoolStatsRegistry(meters);

  @TempDir Path directory;

  @AfterEach
  void stopMining() {
    miners.shutdownNow();
  }

  @Test
  void aSilentMinerIsReportedToTheWebhookAndSoIsItsReturn()
      throws IOException, InterruptedException {
    HttpServer target = serve(exchange -> reply(exchange, meters.scrape()));
    HttpServer webhook = serve(this::deliver);
    try (Alertmanager alertmanager =
            Alertmanager.start(directory, configuration(authority(webhook)));
        Prometheus prometheus =
            Prometheus.start(directory, scraping(authority(target), alertmanager))) {
      Stream.of(6, SILENT, 8).forEach(this::mine);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(prometheus.value("min(hashpool_pool_downstream_shares_total)"))
                      .isGreaterThanOrEqualTo(20));

      silent.set(true);
      await()
          .atMost(LEAST_SILENCE.plusSeconds(90))
          .untilAsserted(
              () -> assertThat(silenceAlarms("firing")).as(prometheus.log()).isNotEmpty());
      JsonNode alert = silenceAlarms("firing").get(0);
      assertThat(alert.path("annotations").path("summary").asText())
          .isEqualTo("Downstream 7 on " + authority(target) + " has fallen silent");
      assertThat(alert.path("annotations").path("miner").asText()).isEqualTo("192.0.2.7:40007");
      assertThat(alert.path("annotations").path("description").asText())
          .matches(
              "Its last accepted share came 2m [\\d.]+s ago\\. It used to share every [\\d.]+m?s\\."
                  + " Ask its operator whether the miner runs\\.");
      assertThat(silenceAlarms("resolved")).isEmpty();

      silent.set(false);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(silenceAlarms("resolved")).as(prometheus.log()).isNotEmpty());
      assertThat(delivered)
          .allSatisfy(
              a -> assertThat(a.path("labels").path("downstream_id").asText()).isEqualTo("7"));
    } finally {
      target.stop(0);
      webhook.stop(0);
    }
  }

  @Test
  void theDemosSilentMinerIsReportedToTheWebhook() throws IOException, InterruptedException {
    HttpServer webhook = serve(this::deliver);
    try (Alertmanager alertmanager =
            Alertmanager.start(directory, configuration(authority(webhook)));
        Exporter demo =
            Exporter.start(
                directory, "demo", "--demo.shares-per-minute=240", "--demo.silent-after=25s");
        Prometheus prometheus =
            Prometheus.start(directory, scraping(demo.metrics().getAuthority(), alertmanager))) {
      await()
          .atMost(LEAST_SILENCE.plusSeconds(120))
          .untilAsserted(
              () -> assertThat(silenceAlarms("firing")).as(prometheus.log()).isNotEmpty());
      JsonNode labels = silenceAlarms("firing").get(0).path("labels");
      assertThat(
              prometheus.value(
                  "time() - hashpool_pool_downstream_last_share_at_seconds{downstream_id='%s'}"
                      .formatted(labels.path("downstream_id").asText())))
          .as("seconds since the last share of " + labels)
          .isGreaterThan(LEAST_SILENCE.toSeconds());
      assertThat(silenceAlarms("firing"))
          .as("nobody else is called silent")
          .allSatisfy(a -> assertThat(a.path("labels")).isEqualTo(labels));
    } finally {
      webhook.stop(0);
    }
  }

  private String scraping(String target, Alertmanager alertmanager) throws IOException {
    Path rules = Files.writeString(directory.resolve("rules.yml"), rulesOfShortTimes());
    return """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ["%s"]
        alerting:
          alertmanagers: [{static_configs: [{targets: ["%s"]}]}]
        scrape_configs:
          - job_name: hashpool
            static_configs: [{targets: ["%s"]}]
        """
        .formatted(rules, alertmanager.url().getAuthority(), target);
  }

  private void deliver(HttpExchange exchange) throws IOException {
    JSON.readTree(exchange.getRequestBody()).path("alerts").forEach(delivered::add);
    reply(exchange, "");
  }

  private void mine(int id) {
    DownstreamStats stats =
        pool.registerDownstream(
            new DownstreamInfo(new DownstreamId(id), "192.0.2." + id + ":4000" + id, false));
    miners.scheduleAtFixedRate(
        () -> {
          if (id != SILENT || !silent.get()) {
            stats.recordShare();
            stats.recordWork(1000, 1000);
          }
        },
        GAP_MILLIS,
        GAP_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private List<JsonNode> silenceAlarms(String status) {
    return delivered.stream()
        .filter(a -> a.path("labels").path("alertname").asText().equals("HashpoolDownstreamSilent"))
        .filter(a -> a.path("status").asText().equals(status))
        .toList();
  }

  /** The shipped rules of silence, evaluated each second. */
  private static String rulesOfShortTimes() throws IOException {
    return Files.readString(Path.of("rules", "hashpool-alerts.yml"))
        .replaceAll("interval: (30s|1m)", "interval: 1s");
  }

  private static String configuration(String receiver) throws IOException {
    String shipped = Files.readString(Path.of("docs", "alertmanager.yml"));
    assertThat(shipped)
        .contains("127.0.0.1:8099")
        .contains("group_wait: 30s")
        .contains("group_interval: 5m");
    return shipped
        .replace("127.0.0.1:8099", receiver)
        .replace("group_wait: 30s", "group_wait: 1s")
        .replace("group_interval: 5m", "group_interval: 1s");
  }

  private static HttpServer serve(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.start();
    return server;
  }

  private static void reply(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String authority(HttpServer server) {
    return "127.0.0.1:" + server.getAddress().getPort();
  }
}
