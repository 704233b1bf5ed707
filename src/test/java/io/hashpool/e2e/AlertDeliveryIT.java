package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a miner that falls silent to a message about it, with nothing simulated in between. */
class AlertDeliveryIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void theDemosSilentMinerReachesTheWebhook() throws IOException, InterruptedException {
    List<JsonNode> delivered = new CopyOnWriteArrayList<>();
    HttpServer webhook = webhook(delivered);
    String receiver = "127.0.0.1:" + webhook.getAddress().getPort();
    Path rules = Files.writeString(directory.resolve("rules.yml"), rulesOfShortTimes());
    try (Alertmanager alertmanager = Alertmanager.start(directory, configuration(receiver));
        Exporter demo =
            Exporter.start(
                directory,
                "demo",
                "--demo.miners=12",
                "--demo.shares-per-minute=60",
                "--demo.silent-after=40s");
        Prometheus prometheus =
            Prometheus.start(
                directory,
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                alerting:
                  alertmanagers: [{static_configs: [{targets: ["%s"]}]}]
                scrape_configs:
                  - job_name: hashpool
                    static_configs: [{targets: ["%s"]}]
                """
                    .formatted(
                        rules, alertmanager.url().getAuthority(), demo.metrics().getAuthority()))) {
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(
              () ->
                  assertThat(delivered)
                      .as(demo.log() + prometheus.log())
                      .anyMatch(
                          alert ->
                              "HashpoolDownstreamSilent"
                                  .equals(alert.path("labels").path("alertname").asText())));
      JsonNode alert =
          delivered.stream()
              .filter(
                  a ->
                      "HashpoolDownstreamSilent"
                          .equals(a.path("labels").path("alertname").asText()))
              .findFirst()
              .orElseThrow();
      JsonNode labels = alert.path("labels");
      String id = labels.path("downstream_id").asText();

      assertThat(alert.path("status").asText()).isEqualTo("firing");
      assertThat(alert.path("annotations").path("summary").asText())
          .isEqualTo(
              "Downstream " + id + " (" + labels.path("address").asText() + ") has fallen silent");
      Map<Map<String, String>, Double> longestSilent =
          prometheus.query("topk(1, time() - hashpool_pool_downstream_last_share_at_seconds)");
      assertThat(longestSilent.keySet())
          .singleElement()
          .satisfies(series -> assertThat(series).containsEntry("downstream_id", id));
      assertThat(prometheus.value("count(up{job=\"hashpool\"} == 1)")).isEqualTo(1);
    } finally {
      webhook.stop(0);
    }
  }

  /** The shipped expressions, evaluated each second, with a floor of 3 s instead of two minutes. */
  private static String rulesOfShortTimes() throws IOException {
    String shipped = Files.readString(Path.of("rules", "hashpool-alerts.yml"));
    String floor = "pool:hashpool_silence_seconds:newcomer_limit,\n            120)";
    assertThat(shipped).contains("interval: 30s").containsOnlyOnce(floor);
    return shipped
        .replaceAll("interval: (30s|1m)", "interval: 1s")
        .replace(floor, floor.replace("120", "3"));
  }

  private static String configuration(String receiver) throws IOException {
    String shipped = Files.readString(Path.of("docs", "alertmanager.yml"));
    assertThat(shipped).contains("127.0.0.1:8099").contains("group_wait: 30s");
    return shipped.replace("127.0.0.1:8099", receiver).replace("group_wait: 30s", "group_wait: 1s");
  }

  private static HttpServer webhook(List<JsonNode> delivered) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JSON.readTree(exchange.getRequestBody()).path("alerts").forEach(delivered::add);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
