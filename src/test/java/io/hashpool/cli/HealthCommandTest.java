package io.hashpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.base.HostAndPort;
import io.hashpool.http.Reply;
import io.hashpool.http.Route;
import io.hashpool.http.WebServer;
import io.hashpool.http.WebServerOptions;
import io.hashpool.stats.WebRefusal;
import io.hashpool.webconfig.Certificates;
import io.hashpool.webconfig.Certificates.Identity;
import io.hashpool.webconfig.WebConfigFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HealthCommandTest {
  private static final String USERS =
      "basic_auth_users: {alice: $2y$04$rHUiBlx6vIyQLwtRGzTtM.26jkFRje5qhPqXCPG1aKn2tRPnBK1PG}";

  private static final String TLS =
      "tls_server_config: {cert_file: server.crt, key_file: server.key";

  @TempDir Path directory;
  private Path configFile;
  private final Queue<WebRefusal> refusals = new ConcurrentLinkedQueue<>();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeCertificates() throws Exception {
    configFile = directory.resolve("web.yml");
    Identity ca = Certificates.ca("test ca");
    ca.write(directory, "ca");
    Certificates.of("server", ca).write(directory, "server");
  }

  @Test
  void anExporterThatAnswersIsHealthy() throws Exception {
    try (WebServer server = serverThatReplies(200, Optional.empty())) {
      assertThat(health("127.0.0.1", server)).as(err::toString).isZero();
      // As in the image, which listens on every interface.
      assertThat(health("", server)).as(err::toString).isZero();
    }
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# tls_server_config: some day",
        USERS,
        "tls_server_config: {}",
        TLS + "}",
        TLS + "}\n" + USERS,
        "{" + TLS + "}}",
        TLS + ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt}",
        TLS
            + ", max_version: TLS12, client_auth_type: RequireAndVerifyClientCert, client_ca_file:"
            + " ca.crt}",
      })
  void anExporterIsHealthyWhateverItsConfigurationAsksOfScrapers(String configuration)
      throws Exception {
    Files.writeString(configFile, configuration);
    try (WebConfigFile config = WebConfigFile.open(configFile);
        WebServer server = serverThatReplies(200, Optional.of(config))) {
      assertThat(health("127.0.0.1", server, "--web.config.file=" + configFile))
          .as(err::toString)
          .isZero();
    }
  }

  @Test
  void aProbeOfAnExporterWithTlsIsNotCountedAsARefusal() throws Exception {
    Files.writeString(configFile, TLS + "}");
    try (WebConfigFile config = WebConfigFile.open(configFile);
        WebServer server = serverThatReplies(200, Optional.of(config))) {
      assertThat(health("127.0.0.1", server, "--web.config.file=" + configFile)).isZero();
    }
    assertThat(refusals).isEmpty();
  }

  @Test
  void anExporterThatGoesOnWithTheLastGoodConfigurationIsHealthy() throws Exception {
    Files.writeString(configFile, TLS + "}");
    try (WebConfigFile config = WebConfigFile.open(configFile);
        WebServer server = serverThatReplies(200, Optional.of(config))) {
      Files.writeString(configFile, "tls_server_confi");
      assertThat(health("127.0.0.1", server, "--web.config.file=" + configFile))
          .as(err::toString)
          .isZero();
      Files.delete(configFile);
      assertThat(health("127.0.0.1", server, "--web.config.file=" + configFile))
          .as(err::toString)
          .isZero();
    }
  }

  @Test
  void anExporterThatFailsToAnswerIsNot() throws Exception {
    try (WebServer server = serverThatReplies(500, Optional.empty())) {
      assertThat(health("127.0.0.1", server)).isEqualTo(1);
    }
    assertThat(err.toString()).contains("answered \"HTTP/1.1 500", "below 500");
  }

  @Test
  void nobodyAtTheAddressIsOneClearLine() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(health("--web.listen-address=127.0.0.1:" + port)).isEqualTo(1);
    // Some JDKs say more of the reason in brackets.
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith(
            "hashpool-exporter: no exporter answers at 127.0.0.1:" + port + ": Connection refused");
  }

  @Test
  void aProcessThatTakesConnectionsAndSaysNothingIsNotHealthy() throws Exception {
    try (ServerSocket hung = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(health("--web.listen-address=127.0.0.1:" + hung.getLocalPort())).isEqualTo(1);
    }
    assertThat(err.toString().lines()).hasSize(1).allMatch(line -> line.contains("timed out"));
  }

  private WebServer serverThatReplies(int status, Optional<WebConfigFile> config) throws Exception {
    return WebServer.start(
        List.of(new HostAndPort("127.0.0.1", 0)),
        List.of(
            new Route("/-/healthy", "for the test", Reply.handler(() -> Reply.text(status, "")))),
        "0",
        new WebServerOptions(16, config, false, refusals::add));
  }

  private int health(String host, WebServer server, String... flags) {
    String[] all = new String[flags.length + 1];
    all[0] = "--web.listen-address=" + new HostAndPort(host, server.addresses().get(0).getPort());
    System.arraycopy(flags, 0, all, 1, flags.length);
    return health(all);
  }

  private int health(String... flags) {
    CommandLine commandLine = Main.commandLine(Map.of());
    commandLine.setErr(new PrintWriter(err, true));
    String[] all = new String[flags.length + 1];
    all[0] = "health";
    System.arraycopy(flags, 0, all, 1, flags.length);
    return commandLine.execute(all);
  }
}
