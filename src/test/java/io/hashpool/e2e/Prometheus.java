package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hashpool.http.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A real Prometheus with a configuration of the test's; {@code -Dprometheus=PATH} chooses which.
 * Fails where the program is missing: these tests are worth nothing without it.
 */
public final class Prometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Child child;
  private final URI url;

  private Prometheus(Child child, URI url) {
    this.child = child;
    this.url = url;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param directory an empty one, for its data and log
   * @param configuration the text of its configuration file
   */
  public static Prometheus start(Path directory, String configuration, String... flags)
      throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("prometheus", "prometheus"),
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
    command.addAll(List.of(flags));
    Child child = Child.start(directory, command);
    Prometheus prometheus = new Prometheus(child, URI.create("http://127.0.0.1:" + port));
    child.awaitReady(prometheus.url.resolve("/-/ready"));
    return prometheus;
  }

  /** A port that was free a moment ago: Prometheus does not say which it chose. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public URI url() {
    return url;
  }

  public String log() {
    return child.output();
  }

  /** The samples of an instant query now: value by labels. */
  public Map<Map<String, String>, Double> query(String promql)
      throws IOException, InterruptedException {
    return samples(get("/api/v1/query?query=" + encoded(promql)));
  }

  /** The samples of an instant query at this time: value by labels. */
  Map<Map<String, String>, Double> query(String promql, Instant at)
      throws IOException, InterruptedException {
    return samples(answer(promql, at));
  }

  /** The answer to a query at this time. */
  JsonNode answer(String promql, Instant at) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + encoded(promql) + "&time=" + at.toEpochMilli() / 1e3);
  }

  private static Map<Map<String, String>, Double> samples(JsonNode answer) {
    Map<Map<String, String>, Double> samples = new HashMap<>();
    for (JsonNode series : answer.path("data").path("result")) {
      samples.put(labels(series), Double.valueOf(series.path("value").path(1).asText()));
    }
    return samples;
  }

  /** The labels of one series of an answer. */
  static Map<String, String> labels(JsonNode series) {
    Map<String, String> labels = new TreeMap<>();
    series
        .path("metric")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  private static String encoded(String promql) {
    return URLEncoder.encode(promql, StandardCharsets.UTF_8);
  }

  /**
   * The value of a query with one sample. Fails where there is none: NaN would pass for any number
   * in a comparison.
   */
  public double value(String promql) throws IOException, InterruptedException {
    Map<Map<String, String>, Double> samples = query(promql);
    assertThat(samples).as(promql).hasSize(1);
    return samples.values().iterator().next();
  }

  /** The answer of its API, as JSON. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    JsonNode answer = JSON.readTree(Http.get(url.resolve(path)).body());
    assertThat(answer.path("status").asText()).as(path + " " + answer).isEqualTo("success");
    return answer;
  }

  @Override
  public void close() {
    child.close();
  }
}
