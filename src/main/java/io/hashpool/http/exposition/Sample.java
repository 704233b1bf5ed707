package io.hashpool.http.exposition;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/** One line of an exposition: a meter of a simple kind and its labels. */
final class Sample {
  final LabelSet labels;

  /**
   * Null once the meter was removed. Written under the family's lock; read without, by scrapes that
   * began before the removal.
   */
  private @Nullable Meter meter;

  Sample(Meter meter, LabelSet labels) {
    this.meter = meter;
    this.labels = labels;
  }

  @Nullable Meter meter() {
    return meter;
  }

  boolean isGone() {
    return meter == null;
  }

  void markGone() {
    meter = null;
  }
}
