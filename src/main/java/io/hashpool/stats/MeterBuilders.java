package io.hashpool.stats;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Micrometer's builders, with the name, the help and the unit that {@link PoolMeter} gives. */
final class MeterBuilders {
  private MeterBuilders() {}

  /** A counter that reads a total; Micrometer holds the source weakly. */
  static <T> FunctionCounter.Builder<T> counter(
      PoolMeter meter, T source, ToDoubleFunction<T> total) {
    return FunctionCounter.builder(meter.meterName(), source, total)
        .description(meter.help())
        .baseUnit(meter.baseUnit().orElse(null));
  }

  /** A gauge of a source, which Micrometer holds weakly. */
  static <T> Gauge.Builder<T> gauge(PoolMeter meter, T source, ToDoubleFunction<T> value) {
    return Gauge.builder(meter.meterName(), source, value)
        .description(meter.help())
        .baseUnit(meter.baseUnit().orElse(null));
  }

  /** A gauge of what is supplied. */
  static Gauge.Builder<Supplier<Number>> gauge(PoolMeter meter, Supplier<Number> value) {
    return Gauge.builder(meter.meterName(), value)
        .description(meter.help())
        .baseUnit(meter.baseUnit().orElse(null));
  }
}
