package io.hashpool.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hashpool.cli.Flags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What {@code scripts/kubernetes.sh} writes. */
class KubernetesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<JsonNode> OBJECTS = new ArrayList<>();

  @BeforeAll
  static void write() throws Exception {
    String manifest = Run.outputOf("scripts/kubernetes.sh");
    new Yaml().loadAll(manifest).forEach(object -> OBJECTS.add(JSON.valueToTree(object)));
  }

  @Test
  void holdsOneDeploymentItsServiceAndItsMonitorAndTheRest() {
    assertThat(OBJECTS)
        .extracting(object -> object.path("kind").asText())
        .containsOnly("Deployment", "Service", "ServiceMonitor", "PrometheusRule", "ConfigMap")
        .containsOnlyOnce("Deployment", "Service", "ServiceMonitor");
    assertThat(OBJECTS)
        .allSatisfy(
            object ->
                assertThat(object.at("/metadata/name").asText())
                    .matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?"))
        .extracting(object -> object.path("kind") + "/" + object.at("/metadata/name"))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyRuleFileIsAPrometheusRuleAsItStands() throws IOException {
    List<JsonNode> files = new ArrayList<>();
    for (Path file : files("rules", ".yml")) {
      files.add(JSON.valueToTree(new Yaml().load(Files.readString(file))));
    }
    assertThat(files).isNotEmpty();
    assertThat(all("PrometheusRule"))
        .extracting(rule -> rule.path("spec"))
        .containsExactlyElementsOf(files);
    assertThat(all("PrometheusRule"))
        .allSatisfy(
            rule ->
                assertThat(rule.path("apiVersion").asText()).isEqualTo("monitoring.coreos.com/v1"));
  }

  @Test
  void everyDashboardIsAConfigMapAsItStands() throws IOException {
    List<String> files = new ArrayList<>();
    for (Path file : files("grafana/dashboards", ".json")) {
      files.add(Files.readString(file));
    }
    assertThat(files).isNotEmpty();
    assertThat(all("ConfigMap"))
        .extracting(map -> map.path("data").elements().next().asText())
        .containsExactlyElementsOf(files);
    // What kubectl apply keeps of an object goes into an annotation of at most 256 KiB.
    assertThat(files).allSatisfy(text -> assertThat(text.length()).isLessThan(200 * 1024));
    assertThat(all("ConfigMap"))
        .allSatisfy(
            map ->
                assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1"));
  }

  @Test
  void monitorFindsTheServiceAndTheServiceThePod() {
    JsonNode deployment = one("Deployment");
    JsonNode service = one("Service");
    JsonNode monitor = one("ServiceMonitor");
    assertThat(deployment.at("/spec/selector/matchLabels"))
        .isEqualTo(deployment.at("/spec/template/metadata/labels"))
        .isEqualTo(service.at("/spec/selector"));
    assertThat(monitor.at("/spec/selector/matchLabels")).isEqualTo(service.at("/metadata/labels"));
    List<String> ports = names(container().path("ports"));
    assertThat(names(service.at("/spec/ports"))).isEqualTo(ports);
    assertThat(service.at("/spec/ports"))
        .allSatisfy(port -> assertThat(ports).contains(port.path("targetPort").asText()));
    assertThat(ports).contains(monitor.at("/spec/endpoints/0/port").asText());
    // The rules select jobs by this.
    assertThat(service.at("/metadata/name").asText()).startsWith("hashpool");
  }

  @Test
  void containerIsTheImageThatIsBuiltHereAndConfined() throws IOException {
    assertThat(container().path("image").asText())
        .isEqualTo("hashpool-exporter:" + ImageTest.version());
    assertThat(container().at("/ports/0/containerPort").asInt()).isEqualTo(ImageTest.metricsPort());
    JsonNode pod = one("Deployment").at("/spec/template/spec/securityContext");
    assertThat(pod.path("runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.path("runAsUser").asInt()).isEqualTo(65534);
    JsonNode confined = container().path("securityContext");
    assertThat(confined.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(confined.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(confined.at("/capabilities/drop"))
        .extracting(JsonNode::asText)
        .containsExactly("ALL");
  }

  @Test
  void noProbeWaitsForAPoolWhichCouldThenNotConnect() {
    assertThat(Stream.of("startupProbe", "readinessProbe", "livenessProbe"))
        .allSatisfy(
            probe ->
                assertThat(container().path(probe).at("/httpGet/path").asText())
                    .isEqualTo("/-/healthy"));
  }

  @Test
  void environmentSpeaksOfFlagsThatExistAndServicesAddNothingToIt() {
    assertThat(Flags.environmentVariables()).containsAll(names(container().path("env")));
    // For a service named hashpool-exporter they would be HASHPOOL_EXPORTER_PORT and the like.
    assertThat(one("Deployment").at("/spec/template/spec/enableServiceLinks").asBoolean(true))
        .isFalse();
  }

  private static JsonNode container() {
    JsonNode containers = one("Deployment").at("/spec/template/spec/containers");
    assertThat(containers).hasSize(1);
    return containers.path(0);
  }

  private static JsonNode one(String kind) {
    return all(kind).get(0);
  }

  private static List<JsonNode> all(String kind) {
    return OBJECTS.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(element -> names.add(element.path("name").asText()));
    assertThat(names).isNotEmpty();
    return names;
  }

  private static List<Path> files(String directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
