package io.hashpool.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hashpool.cli.Flags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** compose.yaml, without an engine to run it. */
class ComposeTest {
  private static final Path FILE = Path.of("compose.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Services by name, merge keys resolved. */
  static Map<String, JsonNode> services() throws IOException {
    // Of SnakeYAML itself: Jackson leaves "<<" as it stands.
    ObjectNode root = JSON.valueToTree(new Yaml().load(Files.readString(FILE)));
    return JSON.convertValue(
        root.path("services"), new TypeReference<TreeMap<String, JsonNode>>() {});
  }

  static Stream<String> names() throws IOException {
    return services().keySet().stream();
  }

  @Test
  void holdsTheExporterAndWhatShowsItsMetrics() throws IOException {
    assertThat(services())
        .containsOnlyKeys(
            "exporter",
            "demo",
            "job-declarator-exporter",
            "translator-exporter",
            "prometheus",
            "alertmanager",
            "grafana");
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsMountedIsInTheRepository(String service) throws IOException {
    for (JsonNode volume : services().get(service).path("volumes")) {
      if (!volume.path("type").asText().equals("bind")) {
        continue;
      }
      String source = volume.path("source").asText();
      assertThat(volume.path("read_only").asBoolean()).as(source).isTrue();
      assertThat(volume.path("bind").path("create_host_path").asBoolean(true)).as(source).isFalse();
      assertThat(Path.of(source)).exists();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aServiceThatEndsIsStartedAgain(String service) throws IOException {
    assertThat(services().get(service).path("restart").asText()).isEqualTo("unless-stopped");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exporter", "demo", "job-declarator-exporter", "translator-exporter"})
  void exporterIsTheImageThatIsBuiltHere(String service) throws Exception {
    JsonNode node = services().get(service);
    assertThat(node.path("image").asText()).isEqualTo("hashpool-exporter:" + ImageTest.version());
    assertThat(node.at("/build/context").asText()).isEqualTo(".");
    // The image has its own, which its test holds.
    assertThat(node.has("user")).isFalse();
    assertThat(node.has("healthcheck")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("names")
  void imageIsPinnedToAVersion(String service) throws IOException {
    assertThat(services().get(service).path("image").asText())
        .matches("[\\w./-]+:v?\\d+\\.\\d+\\.\\d+[\\w.-]*");
  }

  @ParameterizedTest
  @MethodSource("names")
  void serviceIsConfined(String service) throws IOException {
    JsonNode node = services().get(service);
    assertThat(node.path("read_only").asBoolean()).isTrue();
    if (!node.has("build")) {
      assertThat(node.path("user").asText()).matches("[1-9]\\d*:\\d+");
      assertThat(node.path("healthcheck").has("test")).isTrue();
    }
    assertThat(node.path("cap_drop")).extracting(JsonNode::asText).containsExactly("ALL");
    assertThat(node.path("security_opt"))
        .extracting(JsonNode::asText)
        .contains("no-new-privileges:true");
    for (JsonNode port : node.path("ports")) {
      assertThat(port.asText()).startsWith("127.0.0.1:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exporter", "job-declarator-exporter", "translator-exporter"})
  void environmentSpeaksOfFlagsThatExist(String service) throws IOException {
    List<String> variables = new ArrayList<>();
    services().get(service).path("environment").fieldNames().forEachRemaining(variables::add);
    assertThat(variables).isNotEmpty();
    assertThat(Flags.environmentVariables()).containsAll(variables);
  }

  @Test
  void prometheusFindsWhatItsConfigurationNames(@TempDir Path container) throws Exception {
    for (JsonNode volume : services().get("prometheus").path("volumes")) {
      if (volume.path("type").asText().equals("bind")) {
        Path target = container.resolve(volume.path("target").asText().substring(1));
        Files.createDirectories(target.getParent());
        Files.createSymbolicLink(target, Path.of(volume.path("source").asText()).toRealPath());
      }
    }
    Path configuration = container.resolve("etc/prometheus/prometheus.yml");
    String output = Run.outputOf("promtool", "check", "config", configuration.toString());
    assertThat(output).containsPattern("SUCCESS: [1-9]\\d* rules found");

    // Those it scrapes and sends to are services here, at ports these listen on.
    JsonNode read = JSON.valueToTree(new Yaml().load(Files.readString(configuration)));
    assertThat(read.at("/scrape_configs/0/static_configs/0/targets/0").asText())
        .isEqualTo("exporter:" + ImageTest.metricsPort());
    JsonNode named = read.at("/scrape_configs/0/dns_sd_configs/0");
    assertThat(services().keySet())
        .containsAll(JSON.convertValue(named.path("names"), new TypeReference<List<String>>() {}));
    assertThat(named.path("port").asInt()).isEqualTo(ImageTest.metricsPort());
    assertThat(read.at("/alerting/alertmanagers/0/static_configs/0/targets/0").asText())
        .isEqualTo("alertmanager:9093");
  }
}
