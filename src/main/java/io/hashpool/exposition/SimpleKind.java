package io.hashpool.exposition;

import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** The kinds of meter that are one sample each. The library keeps and writes the others. */
enum SimpleKind {
  COUNTER {
    @Override
    MetricSnapshot snapshot(MetricMetadata metadata, List<Point> points) {
      return new CounterSnapshot(
          metadata,
          points.stream()
              .map(p -> new CounterDataPointSnapshot(p.value, p.labels, null, p.createdAtMillis))
              .toList());
    }
  },
  GAUGE {
    @Override
    MetricSnapshot snapshot(MetricMetadata metadata, List<Point> points) {
      return new GaugeSnapshot(
          metadata,
          points.stream().map(p -> new GaugeDataPointSnapshot(p.value, p.labels, null)).toList());
    }
  },
  /** What the library makes of a gauge whose name says so: its value does not count. */
  INFO {
    @Override
    MetricSnapshot snapshot(MetricMetadata metadata, List<Point> points) {
      return new InfoSnapshot(
          metadata, points.stream().map(p -> new InfoDataPointSnapshot(p.labels)).toList());
    }
  };

  private static final String INFO_SUFFIX = ".info";

  /** A sample at one moment. */
  record Point(Labels labels, double value, long createdAtMillis) {}

  /** The kind that a counter or gauge of this id is. */
  static SimpleKind of(Meter.Id id) {
    if (id.getType() == Meter.Type.COUNTER) {
      return COUNTER;
    }
    return id.getName().endsWith(INFO_SUFFIX) ? INFO : GAUGE;
  }

  /**
   * The library's form of a family of this kind.
   *
   * @throws IllegalArgumentException if a counter is negative
   * @throws io.prometheus.metrics.model.snapshots.DuplicateLabelsException if two points have the
   *     same labels
   */
  abstract MetricSnapshot snapshot(MetricMetadata metadata, List<Point> points);
}
