package io.hashpool.exposition;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A Prometheus registry that can collect what is not written here, alone: the library's collects
 * all there is, or one sample after another to see whether it was asked for. Thread-safe.
 */
final class CollectorDirectory extends PrometheusRegistry {
  private final Set<Collector> collectors = ConcurrentHashMap.newKeySet();
  private final Set<MultiCollector> multiCollectors = ConcurrentHashMap.newKeySet();

  @Override
  public void register(Collector collector) {
    super.register(collector);
    collectors.add(collector);
  }

  @Override
  public void register(MultiCollector collector) {
    super.register(collector);
    if (!(collector instanceof Family)) {
      multiCollectors.add(collector);
    }
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
   * What all collectors have now, but for the {@linkplain Family families} of this package.
   *
   * @param names which families are wanted; a collector may leave out the others, or not
   */
  List<MetricSnapshot> collectOthers(Predicate<String> names) {
    List<MetricSnapshot> collected = new ArrayList<>();
    for (Collector collector : collectors) {
      MetricSnapshot snapshot = collector.collect(names);
      if (snapshot != null) {
        collected.add(snapshot);
      }
    }
    for (MultiCollector collector : multiCollectors) {
      collector.collect(names).forEach(collected::add);
    }
    return collected;
  }
}
