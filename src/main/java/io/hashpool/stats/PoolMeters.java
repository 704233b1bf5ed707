package io.hashpool.stats;

import io.hashpool.quote.QuoteFailure;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pool-wide meters: registered once, and the two info gauges that follow what the pool says.
 */
final class PoolMeters {
  private final MeterRegistry registry;
  private final PoolTotals totals;
  private final List<Meter> registered = new ArrayList<>();
  private final Optional<Timer> shareValidation;

  private @Nullable Meter poolInfo; // guarded by this
  private final Map<PoolService, Meter> services = new HashMap<>(); // guarded by this

  PoolMeters(
      MeterRegistry registry,
      StatsOrigin origin,
      PoolTotals totals,
      Supplier<Number> liveDownstreams,
      int limit,
      PoolTime time,
      Silence silence) {
    this.registry = registry;
    this.totals = totals;
    counter(PoolMeter.POOL_SHARES, t -> PoolTotals.unsigned(t.shares), Tags.empty());
    counter(PoolMeter.POOL_QUOTES, t -> PoolTotals.unsigned(t.quotes), Tags.empty());
    counter(PoolMeter.POOL_EHASH_MINED, t -> PoolTotals.unsigned(t.ehash), Tags.empty());
    counter(PoolMeter.POOL_CONNECTIONS, t -> t.connections.sum(), Tags.empty());
    counter(PoolMeter.POOL_DISCONNECTIONS, t -> t.disconnections.sum(), Tags.empty());
    gauge(PoolMeter.POOL_DOWNSTREAMS, liveDownstreams);
    gauge(PoolMeter.POOL_DOWNSTREAMS_LIMIT, () -> limit);
    gauge(PoolMeter.POOL_FALSE_SILENCE_ALARMS, silence::falseAlarmsPerDay);
    gauge(PoolMeter.TIME, () -> time.unixMillis(time.millis()) / 1e3);
    counter(
        PoolMeter.POOL_QUOTES_DUE,
        origin == StatsOrigin.IN_PROCESS
            ? PoolTotals::quotesDue
            : t -> PoolTotals.unsigned(t.shares),
        Tags.empty());
    shareValidation =
        origin == StatsOrigin.IN_PROCESS ? Optional.of(recordedMeters()) : Optional.empty();
  }

  /**
   * Refuses a registry in which a pool has its meters: the second's would be taken for the first's.
   *
   * @throws IllegalStateException if it has
   */
  static void checkFree(MeterRegistry registry) {
    for (PoolMeter meter : PoolMeter.values()) {
      if (meter.scope() == PoolMeter.Scope.POOL
          && registry.find(meter.meterName()).meter() != null) {
        throw new IllegalStateException(
            "the meter registry already has the pool meter "
                + meter.meterName()
                + " of another PoolStatsRegistry; give each pool a MeterRegistry of its own, or"
                + " close the first");
      }
    }
    if (registry instanceof CompositeMeterRegistry composite) {
      composite.getRegistries().forEach(PoolMeters::checkFree);
    }
  }

  private Timer recordedMeters() {
    counter(PoolMeter.POOL_DIFFICULTY, t -> t.difficulty.sum(), Tags.empty());
    counter(PoolMeter.POOL_BLOCKS_FOUND, t -> t.blocksFound.sum(), Tags.empty());
    PoolMeter rejected = PoolMeter.POOL_REJECTED_SHARES;
    for (RejectReason reason : RejectReason.values()) {
      counter(
          rejected, t -> t.rejected(reason).sum(), Tags.of(rejected.tag("reason", reason.code())));
    }
    PoolMeter failed = PoolMeter.POOL_QUOTES_FAILED;
    for (QuoteFailure reason : QuoteFailure.values()) {
      counter(
          failed, t -> t.quotesFailed(reason).sum(), Tags.of(failed.tag("reason", reason.code())));
    }
    PoolMeter validation = PoolMeter.POOL_SHARE_VALIDATION;
    Timer timer =
        Timer.builder(validation.meterName())
            .description(validation.help())
            .serviceLevelObjectives(
                Duration.ofNanos(10_000),
                Duration.ofNanos(100_000),
                Duration.ofMillis(1),
                Duration.ofMillis(10),
                Duration.ofMillis(100))
            .register(registry);
    registered.add(timer);
    return timer;
  }

  Optional<Timer> shareValidation() {
    return shareValidation;
  }

  synchronized void showListenAddress(String address) {
    Meter old = poolInfo;
    if (old != null) {
      registry.remove(old);
    }
    poolInfo =
        info(PoolMeter.POOL_INFO, Tags.of(PoolMeter.POOL_INFO.tag("listen_address", address)));
  }

  /** Two that read the same once they are fit for a label are one series. */
  synchronized void showServices(List<PoolService> reported) {
    Set<PoolService> current =
        reported.stream()
            .map(service -> new PoolService(service.type(), LabelText.of(service.address())))
            .collect(Collectors.toSet());
    services
        .entrySet()
        .removeIf(
            shown -> {
              boolean gone = !current.contains(shown.getKey());
              if (gone) {
                registry.remove(shown.getValue());
              }
              return gone;
            });
    PoolMeter meter = PoolMeter.SERVICE_INFO;
    for (PoolService service : current) {
      services.computeIfAbsent(
          service,
          s ->
              info(
                  meter,
                  Tags.of(
                      meter.tag("service_type", s.type().label()),
                      meter.tag("address", s.address()))));
    }
  }

  synchronized void removeAll() {
    registered.forEach(registry::remove);
    registered.clear();
    services.values().forEach(registry::remove);
    services.clear();
    Meter info = poolInfo;
    if (info != null) {
      registry.remove(info);
      poolInfo = null;
    }
  }

  private void counter(PoolMeter meter, ToDoubleFunction<PoolTotals> total, Tags tags) {
    registered.add(MeterBuilders.counter(meter, totals, total).tags(tags).register(registry));
  }

  private void gauge(PoolMeter meter, Supplier<Number> value) {
    registered.add(MeterBuilders.gauge(meter, value).register(registry));
  }

  private Meter info(PoolMeter meter, Tags tags) {
    return MeterBuilders.gauge(meter, () -> 1).tags(tags).register(registry);
  }
}
