package io.hashpool.http.exposition;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The families of a registry, followed as its meters come and go. Micrometer tells of both under
 * its own lock, so one meter at a time; reading is thread-safe.
 */
final class Families {
  /** What the library writes for a meter that says nothing of itself. */
  private static final String NO_HELP = " ";

  private final PrometheusMeterRegistry registry;
  private final PrometheusConfig config;
  private final CollectorDirectory directory;
  private final ExpositionFormats formats;

  private final LabelSets labelSets = new LabelSets();
  private final ConcurrentHashMap<String, Family> byName = new ConcurrentHashMap<>();

  Families(
      PrometheusMeterRegistry registry,
      PrometheusConfig config,
      CollectorDirectory directory,
      ExpositionFormats formats) {
    this.registry = registry;
    this.config = config;
    this.directory = directory;
    this.formats = formats;
  }

  /** By Prometheus name, as far as the library counts it: without suffixes like {@code _total}. */
  Map<String, Family> byName() {
    return byName;
  }

  void onMeterAdded(Meter meter) {
    Meter.Id id = meter.getId();
    NamingConvention convention = registry.config().namingConvention();
    String name = id.getConventionName(convention);
    Optional<MultiCollector> newCollector = directory.takeNewest();
    Family family =
        byName.computeIfAbsent(
            name, ignored -> newCollector.map(c -> familyOf(meter, name, c)).orElse(null));
    if (family == null || !family.admits(id)) {
      return;
    }
    Optional<LabelSet> labels =
        family
            .text()
            .filter(text -> suits(meter, text))
            .flatMap(t -> labelSets.acquire(id, convention));
    labels.ifPresentOrElse(known -> family.add(meter, known), () -> family.addOther(meter));
  }

  void onMeterRemoved(Meter meter) {
    String name = meter.getId().getConventionName(registry.config().namingConvention());
    Family family = byName.get(name);
    if (family == null) {
      return;
    }
    family.remove(meter).ifPresent(labelSets::release);
    if (family.isEmpty()) {
      byName.remove(name);
    }
  }

  private Family familyOf(Meter first, String name, MultiCollector collector) {
    // Other names depend on the escaping that a scraper asks for.
    Optional<SimpleKind> kind =
        SimpleKind.of(first).filter(k -> PrometheusNaming.isValidLegacyMetricName(name));
    return new Family(first.getId(), collector, kind.map(k -> textOf(k, name, first.getId())));
  }

  private FamilyText textOf(SimpleKind kind, String name, Meter.Id id) {
    String help = helpOf(id);
    MetricMetadata metadata = new MetricMetadata(name, help, null);
    return new FamilyText(kind, help, Heading.of(kind.oneSample(metadata), formats));
  }

  private boolean suits(Meter meter, FamilyText text) {
    return SimpleKind.of(meter).filter(text.kind()::equals).isPresent()
        && helpOf(meter.getId()).equals(text.help());
  }

  private String helpOf(Meter.Id id) {
    String description = id.getDescription();
    return config.descriptions() && description != null ? description : NO_HELP;
  }
}
