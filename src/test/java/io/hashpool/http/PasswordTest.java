package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.base.HostAndPort;
import io.hashpool.exposition.RegistryExposition;
import io.hashpool.stats.WebRefusal;
import io.hashpool.webconfig.WebConfigFile;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered with a password, with a wrong one and without. */
class PasswordTest {
  /** Of the password "secret", by htpasswd. */
  private static final String HASH = "$2y$04$rHUiBlx6vIyQLwtRGzTtM.26jkFRje5qhPqXCPG1aKn2tRPnBK1PG";

  private static final Readiness.State NOT_READY = new Readiness.State.NotReady("no pool at h:1");

  @TempDir Path directory;

  private final AtomicReference<Readiness.State> readiness = new AtomicReference<>(NOT_READY);
  private final Map<WebRefusal, Integer> refusals = new ConcurrentHashMap<>();
  private WebConfigFile config;
  private WebServer server;

  @AfterEach
  void stop() {
    server.close();
    config.close();
  }

  @ParameterizedTest
  @CsvSource({"GET, /-/healthy, 200, ok", "GET, /-/ready, 503, not ready"})
  void healthNeedsNoPasswordAndThenTellsNoReason(
      String method, String path, int status, String body) throws Exception {
    start(false);
    HttpResponse<String> response = Http.send(method, url(path));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body + "\n");
    assertThat(Http.send("HEAD", url(path)).statusCode()).isEqualTo(status);
    assertThat(refusals).isEmpty();
  }

  @Test
  void readyWithoutPasswordIsOk() throws Exception {
    start(false);
    readiness.set(new Readiness.State.Ready());
    assertThat(Http.get(url("/-/ready")).body()).isEqualTo("ok\n");
  }

  @Test
  void whoHasThePasswordIsToldTheReason() throws Exception {
    start(false);
    HttpResponse<String> response = Http.get(url("/-/ready"), "Authorization", basic("secret"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("no pool at h:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-/healthy", "/-/ready", "/metrics", "/", "/nothing"})
  void wrongPasswordIsRefusedEverywhere(String path) throws Exception {
    start(false);
    assertThat(Http.get(url(path), "Authorization", basic("wrong")).statusCode()).isEqualTo(401);
    assertThat(refusals).isEqualTo(Map.of(WebRefusal.UNAUTHORIZED, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/", "/nothing", "/-/healthy/", "/-/readyx"})
  void allElseNeedsThePassword(String path) throws Exception {
    start(false);
    assertThat(Http.get(url(path)).statusCode()).isEqualTo(401);
    assertThat(Http.send("HEAD", url(path)).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-/healthy", "/-/ready"})
  void protectedHealthNeedsThePasswordToo(String path) throws Exception {
    start(true);
    assertThat(Http.get(url(path)).statusCode()).isEqualTo(401);
    assertThat(Http.get(url(path), "Authorization", basic("secret")).statusCode()).isIn(200, 503);
  }

  private void start(boolean protectHealth) throws IOException {
    config =
        WebConfigFile.open(
            Files.writeString(
                directory.resolve("web.yml"), "basic_auth_users: {alice: " + HASH + "}"));
    server =
        WebServer.start(
            List.of(new HostAndPort("127.0.0.1", 0)),
            StandardRoutes.of(
                "/metrics",
                new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.get()),
                readiness::get),
            "test",
            new WebServerOptions(
                16,
                Optional.of(config),
                protectHealth,
                refusal -> refusals.merge(refusal, 1, Integer::sum)));
  }

  private URI url(String path) {
    return Http.url(server.addresses().get(0), path);
  }

  private static String basic(String password) {
    byte[] credentials = ("alice:" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials);
  }
}
