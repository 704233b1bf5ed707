package io.hashpool.exposition;

import io.micrometer.core.instrument.Gauge;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A gauge: NaN when its object is gone, or its function fails. */
final class GaugeSample<T> extends FunctionSample<T> implements Gauge {
  GaugeSample(Id id, @Nullable T object, ToDoubleFunction<T> function, LabelSet labels) {
    super(id, object, function, labels);
  }

  @Override
  public double value() {
    T object = get();
    if (object == null) {
      return Double.NaN;
    }
    try {
      return function().applyAsDouble(object);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      logOnce(e);
      return Double.NaN;
    }
  }

  @Override
  public double sampledValue() {
    return value();
  }

  @Override
  public long createdAtMillis() {
    return 0;
  }
}
