package io.hashpool.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import io.hashpool.rules.RuleFiles;
import io.hashpool.stats.PoolMeter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The series that a dashboard may ask for, each with its labels besides job and instance. */
final class KnownSeries {
  /** By the level that a recording rule's name begins with. */
  private static final Map<String, Set<String>> LEVELS =
      Map.of(
          "pool", Set.of(),
          "downstream", Set.of("downstream_id"));

  /** Prometheus's own, and Micrometer's: that these exist, the live queries show. */
  private static final Map<String, Set<String>> OTHERS =
      Map.ofEntries(
          Map.entry(
              "ALERTS",
              Set.of(
                  "alertname",
                  "alertstate",
                  "severity",
                  "downstream_id",
                  "host",
                  "user_identity",
                  "reason",
                  "what")),
          Map.entry("up", Set.of()),
          Map.entry("scrape_duration_seconds", Set.of()),
          Map.entry("scrape_samples_scraped", Set.of()),
          Map.entry("scrape_series_added", Set.of()),
          Map.entry("hashpool_exporter_build_info", Set.of("version", "revision", "java_version")),
          Map.entry("process_start_time_seconds", Set.of()),
          Map.entry("process_cpu_seconds_total", Set.of()),
          Map.entry("process_cpu_usage", Set.of()),
          Map.entry("process_files_open_files", Set.of()),
          Map.entry("process_files_max_files", Set.of()),
          Map.entry("jvm_memory_used_bytes", Set.of("area", "id")),
          Map.entry("jvm_memory_max_bytes", Set.of("area", "id")),
          Map.entry("jvm_buffer_memory_used_bytes", Set.of("id")),
          Map.entry("jvm_gc_pause_seconds_sum", Set.of("action", "cause", "gc")),
          Map.entry("jvm_threads_live_threads", Set.of()));

  private static final Map<String, Set<String>> ALL = all();

  private KnownSeries() {}

  static Set<String> names() {
    return ALL.keySet();
  }

  /** Its labels besides job and instance. */
  static Set<String> labels(String name) {
    return ALL.getOrDefault(name, Set.of());
  }

  private static Map<String, Set<String>> all() {
    Map<String, Set<String>> all = new HashMap<>(OTHERS);
    for (PoolMeter meter : PoolMeter.values()) {
      Set<String> labels = Set.copyOf(meter.labels());
      if (meter.kind() == PoolMeter.Kind.TIMER) {
        for (String part : List.of("_sum", "_count")) {
          all.put(meter.sampleName() + part, labels);
        }
        all.put(
            meter.sampleName() + "_bucket",
            Stream.concat(labels.stream(), Stream.of("le")).collect(Collectors.toSet()));
      } else {
        all.put(meter.sampleName(), labels);
      }
    }
    for (JsonNode rule : RuleFiles.rules()) {
      String record = rule.path("record").asText();
      if (!record.isEmpty()) {
        all.put(record, LEVELS.getOrDefault(record.replaceFirst(":.*", ""), Set.of()));
      }
    }
    return Map.copyOf(all);
  }
}
