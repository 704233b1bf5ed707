package io.hashpool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples by the labels of their series, of a Prometheus and of what it wrote to. */
final class Samples {
  private Samples() {}

  /** All finite samples of the ten minutes before an instant, by time in milliseconds. */
  static Map<Map<String, String>, Map<Long, Double>> raw(
      Prometheus prometheus, String selector, Instant until)
      throws IOException, InterruptedException {
    Map<Map<String, String>, Map<Long, Double>> all = new HashMap<>();
    for (JsonNode series :
        prometheus.answer(selector + "[10m]", until).path("data").path("result")) {
      Map<Long, Double> samples = new TreeMap<>();
      for (JsonNode sample : series.path("values")) {
        double value = Double.parseDouble(sample.path(1).asText().replace("+Inf", "Infinity"));
        if (Double.isFinite(value)) {
          samples.put(Math.round(sample.path(0).asDouble() * 1000), value);
        }
      }
      all.put(Prometheus.labels(series), samples);
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
}
