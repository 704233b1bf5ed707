package io.hashpool.exposition;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.DoubleAdder;

/** A counter that is incremented. Thread-safe, without locks. */
final class CounterSample extends AbstractMeter implements Counter, Sample {
  private final DoubleAdder count = new DoubleAdder();
  private final LabelSet labels;
  private final long createdAtMillis;
  private boolean gone;

  CounterSample(Id id, LabelSet labels, long createdAtMillis) {
    super(id);
    this.labels = labels;
    this.createdAtMillis = createdAtMillis;
  }

  @Override
  public void increment(double amount) {
    if (amount > 0) {
      count.add(amount);
    }
  }

  @Override
  public double count() {
    return count.sum();
  }

  @Override
  public LabelSet labels() {
    return labels;
  }

  @Override
  public double sampledValue() {
    return count.sum();
  }

  @Override
  public long createdAtMillis() {
    return createdAtMillis;
  }

  @Override
  public boolean isGone() {
    return gone;
  }

  @Override
  public void markGone() {
    gone = true;
  }
}
