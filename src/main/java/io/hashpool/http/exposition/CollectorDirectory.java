package io.hashpool.http.exposition;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Prometheus registry whose collectors can be collected one by one: the library offers only all
 * of them. Thread-safe.
 */
final class CollectorDirectory extends PrometheusRegistry {
  private final Set<Collector> collectors = ConcurrentHashMap.newKeySet();
  private final Set<MultiCollector> multiCollectors = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<MultiCollector> newest = new ThreadLocal<>();

  @Override
  public void register(Collector collector) {
    super.register(collector);
    collectors.add(collector);
  }

  @Override
  public void register(MultiCollector collector) {
    super.register(collector);
    multiCollectors.add(collector);
    newest.set(collector);
  }

  @Override
  public void unregister(Collector collector) {
    collectors.remove(collector);
    super.unregister(collector);
  }

  @Override
  public void unregister(MultiCollector collector) {
    multiCollectors.remove(collector);
    super.unregister(collector);
  }

  @Override
  public void clear() {
    collectors.clear();
    multiCollectors.clear();
    super.clear();
  }

  /**
   * The collector that this thread registered last, once. Micrometer makes one for the first meter
   * of a name, just before it tells its listeners of that meter: this is how to learn which.
   */
  Optional<MultiCollector> takeNewest() {
    Optional<MultiCollector> taken = Optional.ofNullable(newest.get());
    newest.remove();
    return taken;
  }

  /** What all but these collect now. */
  List<MetricSnapshot> collectAllExcept(Set<MultiCollector> excluded) {
    List<MetricSnapshot> collected = new ArrayList<>();
    for (Collector collector : collectors) {
      MetricSnapshot snapshot = collector.collect();
      if (snapshot != null) {
        collected.add(snapshot);
      }
    }
    for (MultiCollector collector : multiCollectors) {
      if (!excluded.contains(collector)) {
        collector.collect().forEach(collected::add);
      }
    }
    return collected;
  }
}
