package io.hashpool.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hashpool.webconfig.Certificates;
import io.hashpool.webconfig.Certificates.Identity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A real VictoriaMetrics that takes remote_write by TLS and a password only. Fails where the
 * program is missing.
 */
final class LongTermStorage implements AutoCloseable {
  static final String USER = "hashpool";
  static final String PASSWORD = "a password of the test's";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Child child;
  private final URI url;
  private final Path caCertificate;
  private final HttpClient client;

  private LongTermStorage(Child child, URI url, Path caCertificate, HttpClient client) {
    this.child = child;
    this.url = url;
    this.caCertificate = caCertificate;
    this.client = client;
  }

  /** The raw samples of one series: value by time in milliseconds. */
  record Series(Map<String, String> labels, Map<Long, Double> samples) {}

  static LongTermStorage start(Path directory) throws Exception {
    Identity ca = Certificates.ca("storage ca");
    ca.write(directory, "storage-ca");
    Certificates.of("storage", ca).write(directory, "storage");
    int port = Prometheus.freePort();
    Child child =
        Child.start(
            directory,
            List.of(
                "victoria-metrics",
                "-httpListenAddr=127.0.0.1:" + port,
                "-storageDataPath=" + directory.resolve("storage"),
                "-tls",
                "-tlsCertFile=" + directory.resolve("storage.crt"),
                "-tlsKeyFile=" + directory.resolve("storage.key"),
                "-httpAuth.username=" + USER,
                "-httpAuth.password=" + PASSWORD));
    HttpClient client = HttpClient.newBuilder().sslContext(Certificates.client(ca, null)).build();
    LongTermStorage storage =
        new LongTermStorage(
            child,
            URI.create("https://127.0.0.1:" + port),
            directory.resolve("storage-ca.crt"),
            client);
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreException(ConnectException.class)
          .until(() -> storage.get("/metrics").statusCode() == 200);
      return storage;
    } catch (RuntimeException | AssertionError e) {
      child.close();
      throw e;
    }
  }

  URI writeUrl() {
    return url.resolve("/api/v1/write");
  }

  /** By which its clients know it, in PEM. */
  Path caCertificate() {
    return caCertificate;
  }

  /** Every sample it holds of what is selected, until a moment. */
  List<Series> export(String selector, Instant until) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        get(
            "/api/v1/export?match%5B%5D="
                + URLEncoder.encode(selector, UTF_8)
                + "&start=0&end="
                + until.getEpochSecond());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<Series> all = new ArrayList<>();
    for (String line : answer.body().lines().toList()) {
      JsonNode series = JSON.readTree(line);
      Map<String, String> labels = new TreeMap<>();
      series
          .path("metric")
          .properties()
          .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
      Map<Long, Double> samples = new TreeMap<>();
      for (int i = 0; i < series.path("values").size(); i++) {
        // The mark that a series ended comes back as null.
        if (series.path("values").get(i).isNumber()) {
          samples.put(
              series.path("timestamps").get(i).asLong(),
              series.path("values").get(i).doubleValue());
        }
      }
      all.add(new Series(labels, samples));
    }
    return all;
  }

  /** The status it gives to whoever lacks the password. */
  int statusWithoutPassword() throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(url.resolve("/api/v1/labels")).build(), BodyHandlers.ofString())
        .statusCode();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    String credentials =
        Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
    return client.send(
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Basic " + credentials)
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    child.close();
  }
}
