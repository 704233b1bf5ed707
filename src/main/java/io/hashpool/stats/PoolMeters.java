package io.hashpool.stats;

import io.hashpool.base.FailureLog;
import io.hashpool.base.Unsigned;
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
import java.util.OptionalLong;
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

  private final ShownGauge unacknowledged;
  private volatile ReportedPool reported = ReportedPool.NOTHING;

  private @Nullable Meter poolInfo; // guarded by this
  private @Nullable Meter difficulty; // guarded by this
  private final List<Meter> rejections = new ArrayList<>(); // guarded by this
  private final Map<PoolService, Meter> services = new HashMap<>(); // guarded by this

  PoolMeters(
      MeterRegistry registry,
      StatsOrigin origin,
      PoolTotals totals,
      Supplier<Number> liveDownstreams,
      int limit,
      PoolTime time,
      Silence silence,
      FailureLog failures) {
    this.registry = registry;
    this.totals = totals;
    this.unacknowledged =
        new ShownGauge(
            registry,
            PoolMeter.POOL_UNACKNOWLEDGED,
            () -> Unsigned.toDouble(reported.unacknowledgedShares().orElse(0)),
            failures);
    counter(PoolMeter.POOL_SHARES, t -> t.shares.toDouble(), Tags.empty());
    counter(PoolMeter.POOL_CONNECTIONS, t -> t.connections.sum(), Tags.empty());
    counter(PoolMeter.POOL_DISCONNECTIONS, t -> t.disconnections.sum(), Tags.empty());
    gauge(PoolMeter.POOL_DOWNSTREAMS, liveDownstreams);
    gauge(PoolMeter.POOL_DOWNSTREAMS_LIMIT, () -> limit);
    gauge(PoolMeter.POOL_FALSE_SILENCE_ALARMS, silence::falseAlarmsPerDay);
    gauge(PoolMeter.TIME, () -> time.unixMillis(time.millis()) / 1e3);
    if (origin != StatsOrigin.MONITORED) {
      counter(PoolMeter.POOL_QUOTES, t -> t.quotes.toDouble(), Tags.empty());
      counter(PoolMeter.POOL_EHASH_MINED, t -> t.ehash.toDouble(), Tags.empty());
      counter(
          PoolMeter.POOL_QUOTES_DUE,
          origin == StatsOrigin.IN_PROCESS ? PoolTotals::quotesDue : t -> t.shares.toDouble(),
          Tags.empty());
    }
    if (origin != StatsOrigin.REPORTED) {
      counter(PoolMeter.POOL_BLOCKS_FOUND, t -> t.blocksFound.toDouble(), Tags.empty());
    }
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
    show(new ReportedPool(true, true, OptionalLong.empty()));
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

  /** Shows what is known of the pool as a whole; a total that was hidden has gone on counting. */
  synchronized void show(ReportedPool pool) {
    reported = pool;
    unacknowledged.show(pool.unacknowledgedShares().isPresent());
    if (pool.rejectionsAreTold() && rejections.isEmpty()) {
      PoolMeter meter = PoolMeter.POOL_REJECTED_SHARES;
      for (RejectReason reason : RejectReason.values()) {
        rejections.add(
            MeterBuilders.counter(meter, totals, t -> t.rejected(reason).toDouble())
                .tags(Tags.of(meter.tag("reason", reason.code())))
                .register(registry));
      }
    }
    if (pool.workIsWhole() != (difficulty != null)) {
      Meter shown = difficulty;
      if (shown != null) {
        registry.remove(shown);
        difficulty = null;
      } else {
        difficulty =
            MeterBuilders.counter(PoolMeter.POOL_DIFFICULTY, totals, t -> t.difficulty.sum())
                .register(registry);
      }
    }
  }

  synchronized void hideListenAddress() {
    Meter old = poolInfo;
    if (old != null) {
      registry.remove(old);
      poolInfo = null;
    }
  }

  synchronized void showListenAddress(String address) {
    hideListenAddress();
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
    hideListenAddress();
    unacknowledged.show(false);
    rejections.forEach(registry::remove);
    rejections.clear();
    Meter work = difficulty;
    if (work != null) {
      registry.remove(work);
      difficulty = null;
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
