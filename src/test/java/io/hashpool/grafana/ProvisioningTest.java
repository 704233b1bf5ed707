package io.hashpool.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hashpool.rules.RuleFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Grafana is given beside the dashboards. */
class ProvisioningTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path DATA_SOURCE =
      Path.of("grafana", "provisioning", "datasources", "prometheus.yml");
  private static final Path ALERTS = Path.of("grafana", "alerting", "silence.yml");

  /** A shorter one makes a window of $__rate_interval that holds one sample, or none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus.yml",
        "deploy/compose/prometheus.yml",
        "deploy/production/prometheus.yml"
      })
  void dataSourceIsNotFasterThanTheScrapesOfAnyShippedConfiguration(String configuration)
      throws IOException {
    JsonNode global = YAML.readTree(Path.of(configuration).toFile()).path("global");
    JsonNode source = YAML.readTree(DATA_SOURCE.toFile()).path("datasources").path(0);
    assertThat(seconds(source.path("jsonData").path("timeInterval")))
        .isGreaterThanOrEqualTo(seconds(global.path("scrape_interval")));
  }

  @Test
  void grafanasOwnAlertsOnSilenceAreThoseOfPrometheus() throws IOException {
    JsonNode group = YAML.readTree(ALERTS.toFile()).path("groups").path(0);
    assertThat(group.path("rules"))
        .extracting(rule -> rule.path("title").asText())
        .containsExactly(
            "HashpoolDownstreamSilent", "HashpoolDownstreamNeverShared", "HashpoolNoShares");
    String dataSource =
        YAML.readTree(DATA_SOURCE.toFile()).path("datasources").path(0).path("uid").asText();
    for (JsonNode rule : group.path("rules")) {
      JsonNode shipped = alert(rule.path("title").asText());
      JsonNode query = rule.path("data").path(0);
      assertThat(query.path("datasourceUid").asText()).isEqualTo(dataSource);
      assertThat(query.path("model").path("expr").asText().strip())
          .isEqualTo(shipped.path("expr").asText().strip());
      assertThat(rule.path("labels")).isEqualTo(shipped.path("labels"));
      assertThat(rule.path("annotations").path("summary"))
          .isEqualTo(shipped.path("annotations").path("summary"));
      assertThat(rule.path("annotations").path("runbook_url"))
          .isEqualTo(shipped.path("annotations").path("runbook_url"));
      // Fires for every series that the expression gives: their values are times.
      JsonNode condition = rule.path("data").path(1);
      assertThat(condition.path("refId")).isEqualTo(rule.path("condition"));
      assertThat(condition.path("model").path("expression")).isEqualTo(query.path("refId"));
      assertThat(condition.path("model").path("conditions").path(0).path("evaluator").toString())
          .isEqualTo("{\"type\":\"gt\",\"params\":[0]}");
    }
  }

  private static JsonNode alert(String name) {
    return RuleFiles.rules().stream()
        .filter(rule -> rule.path("alert").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long seconds(JsonNode interval) {
    return Duration.parse("PT" + interval.asText()).toSeconds();
  }
}
