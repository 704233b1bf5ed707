package io.hashpool.exposition;

import io.micrometer.core.instrument.util.MeterEquivalence;
import java.lang.ref.WeakReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A meter whose value is a function of an object, which it holds weakly, as Micrometer has it: it
 * is the reference itself, to spare one object a meter.
 */
abstract class FunctionSample<T> extends WeakReference<T> implements Sample {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionSample.class);

  private final Id id;
  private final ToDoubleFunction<T> function;
  private final LabelSet labels;
  private boolean gone;
  private boolean failureLogged;

  FunctionSample(Id id, @Nullable T object, ToDoubleFunction<T> function, LabelSet labels) {
    super(object);
    this.id = id;
    this.function = function;
    this.labels = labels;
  }

  final ToDoubleFunction<T> function() {
    return function;
  }

  final void logOnce(Throwable failure) {
    if (!failureLogged) {
      failureLogged = true;
      LOG.atWarn()
          .addKeyValue("meter", id)
          .setCause(failure)
          .log("the function of a meter failed; a gauge is NaN meanwhile, a counter stays");
    }
  }

  @Override
  public final Id getId() {
    return id;
  }

  @Override
  public final LabelSet labels() {
    return labels;
  }

  @Override
  public final boolean isGone() {
    return gone;
  }

  @Override
  public final void markGone() {
    gone = true;
  }

  @Override
  public final boolean equals(Object other) {
    return MeterEquivalence.equals(this, other);
  }

  @Override
  public final int hashCode() {
    return MeterEquivalence.hashCode(this);
  }
}
