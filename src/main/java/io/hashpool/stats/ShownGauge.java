package io.hashpool.stats;

import io.hashpool.base.FailureLog;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A gauge that is registered only while it has a value. Thread-safe; never throws. */
final class ShownGauge {
  private final MeterRegistry registry;
  private final PoolMeter meter;
  private final Supplier<Number> value;
  private final FailureLog failures;
  private @Nullable Meter registered; // guarded by this

  ShownGauge(MeterRegistry registry, PoolMeter meter, Supplier<Number> value, FailureLog failures) {
    this.registry = registry;
    this.meter = meter;
    this.value = value;
    this.failures = failures;
  }

  synchronized void show(boolean shown) {
    try {
      Meter current = registered;
      if (shown && current == null) {
        registered = MeterBuilders.gauge(meter, value).register(registry);
      } else if (!shown && current != null) {
        registered = null;
        registry.remove(current);
      }
    } catch (RuntimeException | Error e) {
      failures.failed(e);
    }
  }
}
