package io.hashpool.webconfig;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hashpool.webconfig.Certificates.Identity;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Whatever an operator, or a template gone wrong, writes into the web configuration. Judged by the
 * tree that the YAML library itself makes of it, which the reader does not use.
 */
class WebConfigFuzzTest {
  @TempDir static Path directory;

  /** Files that an input can name: a certificate with its key, and a CA. */
  @BeforeAll
  static void writeCertificates() throws Exception {
    Identity ca = Certificates.ca("test ca");
    ca.write(directory, "ca");
    Certificates.of("server", ca).write(directory, "server");
  }

  /** A configuration, or one line that says what is wrong in which file; never an open door. */
  @FuzzTest
  @SuppressWarnings("try") // closing it is all its use
  void anyTextIsAConfigurationOrOneClearError(byte[] yaml) throws IOException {
    Path file = Files.write(directory.resolve("web.yml"), yaml);
    WebConfig config;
    // Any path is the operator's to name.
    try (SilentCloseable anyPath = BugDetectors.setFilePathTraversalAllowPath(path -> true)) {
      config = WebConfigBuilder.read(file, new WatchedFiles());
    } catch (WebConfigException e) {
      assertThat(e.getMessage())
          .startsWith("/") // the path of this file, or of one that it names
          .hasSizeLessThan(9000)
          .matches("[^\\p{Cc}\\p{Cf}\\u2028\\u2029]*");
      return;
    }
    String text = new String(yaml, StandardCharsets.UTF_8);
    Optional<Node> users = Optional.empty();
    Optional<Node> certificate = Optional.empty();
    for (Node document : new Yaml().composeAll(new StringReader(text))) {
      users = users.or(() -> field(document, "basic_auth_users"));
      certificate =
          certificate.or(
              () -> field(document, "tls_server_config").flatMap(tls -> field(tls, "cert_file")));
    }
    assertThat(config.users().anyone())
        .as("no password, for:%n%s", text)
        .isEqualTo(users.map(named -> ((MappingNode) named).getValue().isEmpty()).orElse(true));
    users.ifPresent(named -> assertThatEachIsKnown(config.users(), named));
    if (certificate.isPresent()) {
      assertThat(config.tls()).as("TLS, for:%n%s", text).isPresent();
    }
  }

  private static void assertThatEachIsKnown(Users users, Node named) {
    for (NodeTuple user : ((MappingNode) named).getValue()) {
      String name = ((ScalarNode) user.getKeyNode()).getValue();
      String hash = ((ScalarNode) user.getValueNode()).getValue();
      assertThat(users.knows(name)).as(name).isTrue();
      assertThat(users.hashOf(name).text()).isEqualTo(hash);
    }
  }

  private static Optional<Node> field(Node node, String name) {
    if (!(node instanceof MappingNode mapping)) {
      return Optional.empty();
    }
    return mapping.getValue().stream()
        .filter(
            field -> field.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name))
        .map(NodeTuple::getValueNode)
        .findFirst();
  }
}
