package io.hashpool.http.exposition;

import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one Prometheus name, as the library groups them. It is written here as long as they
 * all are {@linkplain SimpleKind simple}, of one kind, with the same help and with labels of their
 * own; otherwise by the library. Thread-safe.
 */
final class Family {
  private final Meter.Id firstId;
  private final MultiCollector collector;
  private final Optional<FamilyText> text;
  private final SampleOrder order = new SampleOrder();

  private final Map<Meter, Sample> samples = new IdentityHashMap<>(); // guarded by this

  /** Meters that keep the family from being written here. */
  private final Set<Meter> others =
      Collections.newSetFromMap(new IdentityHashMap<>(1)); // guarded by this

  /**
   * A family without meters.
   *
   * @param firstId the meter that the library made the collector for
   * @param collector the library's, which collects the same meters
   * @param text how to write them; empty if only the library can
   */
  Family(Meter.Id firstId, MultiCollector collector, Optional<FamilyText> text) {
    this.firstId = firstId;
    this.collector = collector;
    this.text = text;
  }

  /**
   * Whether the library exports a meter under this name: not if it is of another type, or had
   * another name in Micrometer, than the first.
   */
  boolean admits(Meter.Id id) {
    return firstId.getName().equals(id.getName()) && firstId.getType() == id.getType();
  }

  Optional<FamilyText> text() {
    return text;
  }

  MultiCollector collector() {
    return collector;
  }

  synchronized void add(Meter meter, LabelSet labels) {
    Sample sample = new Sample(meter, labels);
    samples.put(meter, sample);
    order.add(sample);
  }

  synchronized void addOther(Meter meter) {
    others.add(meter);
  }

  /** The labels that the meter had, if it was one of the samples. */
  synchronized Optional<LabelSet> remove(Meter meter) {
    others.remove(meter);
    @Nullable Sample sample = samples.remove(meter);
    if (sample == null) {
      return Optional.empty();
    }
    order.remove(sample);
    return Optional.of(sample.labels);
  }

  synchronized boolean isEmpty() {
    return samples.isEmpty() && others.isEmpty();
  }

  /** Its samples in order; empty if the library has to write it. */
  Optional<Sample[]> samplesInOrder() {
    synchronized (this) {
      if (text.isEmpty() || !others.isEmpty()) {
        return Optional.empty();
      }
    }
    return order.inOrder();
  }
}
