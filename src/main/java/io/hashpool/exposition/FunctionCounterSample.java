package io.hashpool.exposition;

import io.micrometer.core.instrument.FunctionCounter;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A counter kept by an object: its last value stays when the object is gone, and while its function
 * fails.
 */
final class FunctionCounterSample<T> extends FunctionSample<T> implements FunctionCounter {
  private final long createdAtMillis;
  private volatile double last;

  FunctionCounterSample(
      Id id,
      @Nullable T object,
      ToDoubleFunction<T> function,
      LabelSet labels,
      long createdAtMillis) {
    super(id, object, function, labels);
    this.createdAtMillis = createdAtMillis;
  }

  @Override
  public double count() {
    T object = get();
    if (object == null) {
      return last;
    }
    try {
      double count = function().applyAsDouble(object);
      last = count;
      return count;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      logOnce(e);
      return last;
    }
  }

  @Override
  public double sampledValue() {
    return count();
  }

  @Override
  public long createdAtMillis() {
    return createdAtMillis;
  }
}
