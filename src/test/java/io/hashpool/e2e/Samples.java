package io.hashpool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples by the labels of their series, of a Prometheus and of what it wrote to. */
final class Samples {
  private Samples() {}

  /** Each series' newest sample at an instant. */
  static Map<Map<String, String>, Double> at(Prometheus prometheus, String selector, Instant time)
      throws IOException, InterruptedException {
    Map<Map<String, String>, Double> samples = new HashMap<>();
    for (JsonNode series : query(prometheus, selector, time)) {
      samples.put(labels(series), series.path("value").path(1).asDouble());
    }
    return samples;
  }

  /** All finite samples of the ten minutes before an instant, by time in milliseconds. */
  static Map<Map<String, String>, Map<Long, Double>> raw(
      Prometheus prometheus, String selector, Instant until)
      throws IOException, InterruptedException {
    Map<Map<String, String>, Map<Long, Double>> all = new HashMap<>();
    for (JsonNode series : query(prometheus, selector + "[10m]", until)) {
      Map<Long, Double> samples = new TreeMap<>();
      for (JsonNode sample : series.path("values")) {
        double value = Double.parseDouble(sample.path(1).asText().replace("+Inf", "Infinity"));
        if (Double.isFinite(value)) {
          samples.put(Math.round(sample.path(0).asDouble() * 1000), value);
        }
      }
      all.put(labels(series), samples);
    }
    all.values().removeIf(Map::isEmpty);
    return all;
  }

  /** The same of long-term storage, without the labels that the writing server added. */
  static Map<Map<String, String>, Map<Long, Double>> raw(
      LongTermStorage storage, String selector, Instant until)
      throws IOException, InterruptedException {
    Map<Map<String, String>, Map<Long, Double>> all = new HashMap<>();
    for (LongTermStorage.Series series : storage.export(selector, until)) {
      Map<String, String> labels = new TreeMap<>(series.labels());
      labels.keySet().removeAll(List.of("cluster", "replica"));
      Map<Long, Double> samples = new TreeMap<>();
      series.samples().forEach((time, value) -> samples.put(time, value));
      all.put(labels, samples);
    }
    return all;
  }

  private static JsonNode query(Prometheus prometheus, String query, Instant time)
      throws IOException, InterruptedException {
    return prometheus
        .get(
            "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8)
                + "&time="
                + time.getEpochSecond())
        .path("data")
        .path("result");
  }

  private static Map<String, String> labels(JsonNode series) {
    Map<String, String> labels = new TreeMap<>();
    series.path("metric").properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
    return labels;
  }
}
