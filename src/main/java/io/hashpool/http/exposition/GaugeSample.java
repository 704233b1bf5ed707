package io.hashpool.http.exposition;

import io.micrometer.core.instrument.Gauge;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gauge: NaN when its object is gone, or its function fails. */
final class GaugeSample<T> extends FunctionSample<T> implements Gauge {
  private static final Logger LOG = LoggerFactory.getLogger(GaugeSample.class);

  private boolean failureLogged;

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

  private void logOnce(Throwable failure) {
    if (!failureLogged) {
      failureLogged = true;
      LOG.warn("a gauge failed, and is NaN while it does meter={}", getId(), failure);
    }
  }
}
