package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hashpool.webconfig.Certificates;
import io.hashpool.webconfig.Certificates.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, client certificates and passwords, seen by a real Prometheus. */
class WebConfigIT {
  /** Of the password "secret", by htpasswd. */
  private static final String HASH = "$2y$04$rHUiBlx6vIyQLwtRGzTtM.26jkFRje5qhPqXCPG1aKn2tRPnBK1PG";

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private static Identity ca;
  private static Identity prometheusIdentity;
  private static Exporter exporter;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    ca = Certificates.ca("test ca");
    ca.write(directory, "ca");
    Certificates.of("server", ca).write(directory, "server");
    prometheusIdentity = Certificates.rsa("prometheus", ca);
    prometheusIdentity.write(directory, "prometheus");
    writeConfig("alice", "");
    exporter =
        Exporter.start(directory, "demo", "--web.config.file=" + directory.resolve("web.yml"));
    String target = exporter.metrics().getAuthority();
    prometheus =
        Prometheus.start(
            directory,
            """
            global: {scrape_interval: 1s}
            scrape_configs:
            - &good
              job_name: good
              scheme: https
              tls_config: &tls {ca_file: ca.crt, cert_file: prometheus.crt, key_file: prometheus.key}
              basic_auth: &user {username: alice, password: secret}
              static_configs: [{targets: ["%1$s"]}]
            - job_name: no-certificate
              scheme: https
              tls_config: {ca_file: ca.crt}
              basic_auth: *user
              static_configs: [{targets: ["%1$s"]}]
            - job_name: wrong-password
              scheme: https
              tls_config: *tls
              basic_auth: {username: alice, password: wrong}
              static_configs: [{targets: ["%1$s"]}]
            - job_name: plain-http
              static_configs: [{targets: ["%1$s"]}]
            """
                .formatted(target));
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (exporter != null) {
      exporter.close();
    }
  }

  @Test
  void prometheusScrapesWithCertificateAndPasswordAndNotWithoutEither() {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(prometheus.value("up{job=\"good\"}")).isEqualTo(1);
              assertThat(prometheus.value("hashpool_pool_downstreams{job=\"good\"}")).isPositive();
              assertThat(prometheus.value("up{job=\"no-certificate\"}")).isZero();
              assertThat(prometheus.value("up{job=\"wrong-password\"}")).isZero();
              assertThat(prometheus.value("up{job=\"plain-http\"}")).isZero();
            });
    assertThat(exporter.metrics().getScheme()).isEqualTo("https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/api/stats", "/health", "/nothing"})
  void everyPathButHealthRequiresThePassword(String path) throws Exception {
    HttpResponse<String> response = get(path, "");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Basic realm=");
    assertThat(response.headers().firstValue("X-Frame-Options")).contains("deny");
    assertThat(get(path, "alice:wrong").statusCode()).isEqualTo(401);
    assertThat(get(path, "mallory:secret").statusCode()).isEqualTo(401);
    assertThat(get(path, "alice:secret").statusCode()).isIn(200, 404, 503);
  }

  @Test
  void healthAndReadinessRequireTheCertificateAlone() throws Exception {
    assertThat(get("/-/healthy", "").body()).isEqualTo("ok\n");
    assertThat(get("/-/ready", "").body()).isEqualTo("ok\n");
    assertThat(get("/-/healthy", "").headers().firstValue("X-Frame-Options")).contains("deny");
  }

  @Test
  void aRenewedCertificateIsShownToNewConnectionsWithoutARestart() throws Exception {
    Identity renewed = Certificates.of("renewed", ca);
    renewed.write(directory, "server");
    await().atMost(LONG).untilAsserted(() -> assertThat(shown()).isEqualTo(renewed.certificate()));

    writeConfig("alice: broken # ", "");
    await().atMost(LONG).until(() -> exporter.log().contains("can't be used"));
    assertThat(shown()).as("the version before stays").isEqualTo(renewed.certificate());
    assertThat(get("/metrics", "alice:secret").body())
        .contains("hashpool_exporter_web_config_last_reload_successful 0");
    assertThat(exporter.log().split("can't be used", -1)).as("said once").hasSize(2);

    writeConfig("alice", "");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(get("/metrics", "alice:secret").body())
                    .contains("hashpool_exporter_web_config_last_reload_successful 1"));
  }

  @Test
  void aClientWhoseNameIsTakenOutIsNotServedOnAnOpenConnectionEither() throws Exception {
    HttpClient client = client();
    assertThat(get(client, "/metrics", "alice:secret").statusCode()).isEqualTo(200);
    try {
      writeConfig("alice", ", client_allowed_sans: [someone-else]");
      await()
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(
              () -> {
                int status;
                try {
                  status = get(client, "/metrics", "alice:secret").statusCode();
                } catch (IOException e) {
                  status = 403; // refused in the handshake of a new connection
                }
                assertThat(status).isEqualTo(403);
              });
      assertThatThrownBy(() -> get("/metrics", "alice:secret")).isInstanceOf(IOException.class);
    } finally {
      writeConfig("alice", "");
    }
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(get("/metrics", "alice:secret").statusCode()).isEqualTo(200));
  }

  @Test
  void aBadFileAtTheStartIsOneLineAndExitStatusOne() throws Exception {
    Path bad = Files.writeString(directory.resolve("bad.yml"), "tls_server_confg: {}\n");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("exporter.jar", "target/hashpool-exporter.jar"),
                "demo",
                "--web.listen-address=127.0.0.1:0",
                "--web.config.file=" + bad)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said.lines())
        .containsExactly(
            "hashpool-exporter: "
                + bad
                + ": unknown field \"tls_server_confg\"; there is basic_auth_users,"
                + " http_server_config, rate_limit, tls_server_config");
  }

  private static void writeConfig(String user, String more) throws IOException {
    Files.writeString(
        directory.resolve("web.yml"),
        """
        tls_server_config:
          {cert_file: server.crt, key_file: server.key, client_ca_file: ca.crt,
           client_auth_type: RequireAndVerifyClientCert%s}
        http_server_config: {headers: {X-Frame-Options: deny}}
        basic_auth_users:
          %s: %s
        """
            .formatted(more, user, HASH));
  }

  private static X509Certificate shown() throws Exception {
    return Certificates.shownBy("127.0.0.1", exporter.metrics().getPort());
  }

  private static HttpClient client() throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(Certificates.client(ca, prometheusIdentity))
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  private static HttpResponse<String> get(String path, String credentials) throws Exception {
    return get(client(), path, credentials);
  }

  private static HttpResponse<String> get(HttpClient client, String path, String credentials)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + exporter.metrics().getPort() + path))
            .timeout(Duration.ofSeconds(20));
    if (!credentials.isEmpty()) {
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
