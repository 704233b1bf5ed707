package io.hashpool.exposition;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionTimer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import io.micrometer.core.instrument.internal.DefaultMeter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer's Prometheus registry, but for counters and gauges, which it keeps as {@link Sample}s
 * in {@link Family families}: smaller, and ready to be written. Thread-safe: Micrometer makes and
 * removes one meter at a time.
 */
final class CompactMeterRegistry extends PrometheusMeterRegistry {
  /** What the library writes for a meter that says nothing of itself. */
  private static final String NO_HELP = " ";

  private final PrometheusConfig config;
  private final CollectorDirectory directory;
  private final ExpositionFormats formats;
  private final MeterNames names = new MeterNames();
  private final LabelSets labelSets = new LabelSets();

  CompactMeterRegistry(
      PrometheusConfig config,
      CollectorDirectory directory,
      ExpositionFormats formats,
      Clock clock) {
    super(config, directory, clock);
    this.config = config;
    this.directory = directory;
    this.formats = formats;
    config().onMeterRemoved(this::onRemoved);
  }

  /** The families by name. */
  Map<String, Family> families() {
    return names.families();
  }

  @Override
  public Counter newCounter(Meter.Id id) {
    return kept(new CounterSample(id, labelsOf(id), clock.wallTime()));
  }

  @Override
  protected <T> FunctionCounter newFunctionCounter(
      Meter.Id id, @Nullable T object, ToDoubleFunction<T> function) {
    return kept(new FunctionCounterSample<>(id, object, function, labelsOf(id), clock.wallTime()));
  }

  @Override
  protected <T> Gauge newGauge(Meter.Id id, @Nullable T object, ToDoubleFunction<T> function) {
    return kept(new GaugeSample<>(id, object, function, labelsOf(id)));
  }

  @Override
  protected Timer newTimer(
      Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauseDetector) {
    return byLibrary(
        id,
        () -> super.newTimer(id, statistics, pauseDetector),
        () -> new CumulativeTimer(id, clock, statistics, pauseDetector, getBaseTimeUnit()));
  }

  @Override
  public DistributionSummary newDistributionSummary(
      Meter.Id id, DistributionStatisticConfig statistics, double scale) {
    return byLibrary(
        id,
        () -> super.newDistributionSummary(id, statistics, scale),
        () -> new CumulativeDistributionSummary(id, clock, statistics, scale, false));
  }

  @Override
  protected LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig statistics) {
    return byLibrary(
        id,
        () -> super.newLongTaskTimer(id, statistics),
        () -> new DefaultLongTaskTimer(id, clock, getBaseTimeUnit(), statistics, false));
  }

  @Override
  protected <T> FunctionTimer newFunctionTimer(
      Meter.Id id,
      T object,
      ToLongFunction<T> count,
      ToDoubleFunction<T> totalTime,
      TimeUnit totalTimeUnit) {
    return byLibrary(
        id,
        () -> super.newFunctionTimer(id, object, count, totalTime, totalTimeUnit),
        () ->
            new CumulativeFunctionTimer<>(
                id, object, count, totalTime, totalTimeUnit, getBaseTimeUnit()));
  }

  @Override
  protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
    return byLibrary(
        id,
        () -> super.newMeter(id, type, measurements),
        () -> new DefaultMeter(id, type, measurements));
  }

  private <S extends Sample> S kept(S sample) {
    Meter.Id id = sample.getId();
    String name = getConventionName(id);
    Optional<String> refusal = names.refusal(name, id);
    if (refusal.isPresent()) {
      // It counts, but will never be written.
      labelSets.release(sample.labels());
      meterRegistrationFailed(id, refusal.get());
    } else {
      names.give(name, sample, () -> newFamily(name, id));
    }
    return sample;
  }

  /** A meter that the library makes and exports, or one that records and is not exported. */
  private <M extends Meter> M byLibrary(Meter.Id id, Supplier<M> exported, Supplier<M> mute) {
    String name = getConventionName(id);
    Optional<String> refusal = names.refusal(name, id);
    if (refusal.isPresent()) {
      meterRegistrationFailed(id, refusal.get());
      return mute.get();
    }
    M meter = exported.get();
    names.giveToLibrary(name, id);
    return meter;
  }

  private void onRemoved(Meter meter) {
    Meter.Id id = meter.getId();
    MeterNames.Released released = names.release(getConventionName(id), id);
    released.sample().map(Sample::labels).ifPresent(labelSets::release);
    released.emptied().ifPresent(directory::unregister);
  }

  private LabelSet labelsOf(Meter.Id id) {
    return labelSets.acquire(id, config().namingConvention());
  }

  private Family newFamily(String name, Meter.Id first) {
    SimpleKind kind = SimpleKind.of(first);
    String help = helpOf(first);
    FamilyText text = new FamilyText(name, kind, help, formats);
    Family family = new Family(name, this::helpOf, text);
    directory.register(family);
    return family;
  }

  private String helpOf(Meter.Id id) {
    String description = id.getDescription();
    return config.descriptions() && description != null ? description : NO_HELP;
  }
}
