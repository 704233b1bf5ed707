package io.hashpool.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hashpool.http.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server that answers Prometheus's query API.
 *
 * @param name for messages
 * @param url where it is
 */
record Engine(String name, URI url) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RANGE_SECONDS = 20;

  /** A query was refused. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * One series of an answer.
   *
   * @param labels its labels, the name among them
   * @param values in order of time
   */
  record Series(Map<String, String> labels, List<Double> values) {
    boolean isNumber() {
      return values.stream().noneMatch(v -> v.isNaN() || v.isInfinite());
    }
  }

  /**
   * Asks as Grafana does.
   *
   * @throws RefusedException if it does not parse, or can't be run
   */
  List<Series> ask(DashboardQuery.Kind kind, String promql) {
    long now = Instant.now().getEpochSecond();
    String query = "query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8);
    String path =
        switch (kind) {
          case INSTANT -> "/api/v1/query?time=" + now + "&" + query;
          case RANGE ->
              "/api/v1/query_range?step=1&start="
                  + (now - RANGE_SECONDS)
                  + "&end="
                  + now
                  + "&"
                  + query;
        };
    JsonNode answer = get(path);
    if (!answer.path("status").asText().equals("success")) {
      throw new RefusedException(name + ": " + answer.path("error").asText() + "\n" + promql);
    }
    List<Series> result = new ArrayList<>();
    for (JsonNode series : answer.path("data").path("result")) {
      Map<String, String> labels = new TreeMap<>();
      series
          .path("metric")
          .properties()
          .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
      List<Double> values = new ArrayList<>();
      if (series.has("value")) {
        values.add(Double.valueOf(series.path("value").path(1).asText()));
      }
      series.path("values").forEach(v -> values.add(Double.valueOf(v.path(1).asText())));
      result.add(new Series(labels, values));
    }
    return result;
  }

  private JsonNode get(String path) {
    try {
      return JSON.readTree(Http.get(url.resolve(path)).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + name, e);
    }
  }
}
