package io.hashpool.exposition;

import io.hashpool.exposition.SimpleKind.Point;
import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.DuplicateLabelsException;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The counters or gauges of one Prometheus name. It is written here as long as they have the same
 * help and labels of their own; otherwise, and for other formats, the library collects it like any
 * collector and sorts that out. Thread-safe.
 */
final class Family implements MultiCollector {
  private final String name;
  private final Function<Meter.Id, String> help;
  private final FamilyText text;
  private final boolean plainName;
  private final SampleOrder order = new SampleOrder();

  /** In the same kind of map as Micrometer's, so that what depends on its order is the same. */
  private final Map<Meter.Id, Sample> samples = new ConcurrentHashMap<>();

  /** How many samples keep the family from being written here. */
  private int irregular; // guarded by this

  /**
   * A family without samples.
   *
   * @param name what Micrometer calls it in Prometheus: without suffixes like {@code _total}
   * @param help what a meter says of itself
   * @param text how to write its samples
   */
  Family(String name, Function<Meter.Id, String> help, FamilyText text) {
    this.name = name;
    this.help = help;
    this.text = text;
    this.plainName = PrometheusNaming.isValidLegacyMetricName(name);
  }

  FamilyText text() {
    return text;
  }

  boolean isEmpty() {
    return samples.isEmpty();
  }

  synchronized void add(Sample sample) {
    samples.put(sample.getId(), sample);
    if (fits(sample)) {
      order.add(sample);
    } else {
      irregular++;
    }
  }

  /** Removes the sample of this id, if there is one. */
  synchronized Optional<Sample> remove(Meter.Id id) {
    Optional<Sample> removed = Optional.ofNullable(samples.remove(id));
    removed.ifPresent(
        sample -> {
          if (fits(sample)) {
            order.remove(sample);
          } else {
            irregular--;
          }
        });
    return removed;
  }

  /** Its samples in order, and some that have gone since; empty if the library has to write it. */
  Optional<SortedSamples> samplesInOrder() {
    synchronized (this) {
      if (irregular > 0) {
        return Optional.empty();
      }
    }
    return order.inOrder();
  }

  @Override
  public MetricSnapshots collect() {
    List<Point> points = new ArrayList<>();
    Optional<MetricMetadata> metadata = Optional.empty();
    for (Sample sample : samples.values()) {
      if (metadata.isEmpty()) {
        metadata = Optional.of(new MetricMetadata(name, help.apply(sample.getId()), null));
      }
      points.add(
          new Point(sample.labels().toLabels(), sample.sampledValue(), sample.createdAtMillis()));
    }
    return metadata.map(known -> snapshots(known, points)).orElseGet(MetricSnapshots::of);
  }

  private MetricSnapshots snapshots(MetricMetadata metadata, List<Point> points) {
    try {
      return MetricSnapshots.of(text.kind().snapshot(metadata, points));
    } catch (DuplicateLabelsException e) {
      Set<Labels> seen = new HashSet<>();
      points.removeIf(point -> !seen.add(point.labels()));
      return MetricSnapshots.of(text.kind().snapshot(metadata, points));
    }
  }

  private boolean fits(Sample sample) {
    return plainName && sample.labels().isPlain() && help.apply(sample.getId()).equals(text.help());
  }
}
