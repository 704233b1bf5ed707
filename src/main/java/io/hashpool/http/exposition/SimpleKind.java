package io.hashpool.http.exposition;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
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
import java.util.Optional;

/** The kinds of meter that are one sample each. The library writes the others. */
enum SimpleKind {
  COUNTER {
    @Override
    MetricSnapshot oneSample(MetricMetadata metadata) {
      return new CounterSnapshot(
          metadata, List.of(new CounterDataPointSnapshot(0, Labels.EMPTY, null, 0)));
    }

    @Override
    double valueOf(Meter meter) {
      double count =
          meter instanceof FunctionCounter counter ? counter.count() : ((Counter) meter).count();
      if (count < 0) {
        throw new IllegalArgumentException(
            meter.getId() + ": a counter can't be negative, but is " + count);
      }
      return count;
    }
  },
  GAUGE {
    @Override
    MetricSnapshot oneSample(MetricMetadata metadata) {
      return new GaugeSnapshot(
          metadata, List.of(new GaugeDataPointSnapshot(0, Labels.EMPTY, null)));
    }

    @Override
    double valueOf(Meter meter) {
      return ((Gauge) meter).value();
    }
  },
  /** What the library makes of a gauge whose name says so: its value does not count. */
  INFO {
    @Override
    MetricSnapshot oneSample(MetricMetadata metadata) {
      return new InfoSnapshot(metadata, List.of(new InfoDataPointSnapshot(Labels.EMPTY)));
    }

    @Override
    double valueOf(Meter meter) {
      return 1;
    }
  };

  private static final String INFO_SUFFIX = ".info";

  /** The kind of a meter; empty if it is not a simple one. */
  static Optional<SimpleKind> of(Meter meter) {
    if (meter instanceof Counter || meter instanceof FunctionCounter) {
      return Optional.of(COUNTER);
    }
    if (meter instanceof Gauge) {
      return Optional.of(meter.getId().getName().endsWith(INFO_SUFFIX) ? INFO : GAUGE);
    }
    return Optional.empty();
  }

  /** A family with one sample that has no labels, to see what the library writes for it. */
  abstract MetricSnapshot oneSample(MetricMetadata metadata);

  /**
   * The value of a meter of this kind now.
   *
   * @throws IllegalArgumentException if a counter is negative, as the library does
   */
  abstract double valueOf(Meter meter);
}
