package io.hashpool.exposition;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Samples in the order of their labels, some of which may have gone since, and beside each the text
 * of its labels, so that writing one does not have to look for it. Neither array is to be changed.
 * Thread-safe.
 */
final class SortedSamples {
  static final SortedSamples NONE = new SortedSamples(new Sample[0]);

  private static final long UNKNOWN = -1;

  private final Sample[] samples;
  private final byte[][] labels;
  private volatile byte @Nullable [][] protobufLabels;
  private volatile long protobufSize = UNKNOWN;

  /** Takes the array over. */
  SortedSamples(Sample[] sorted) {
    samples = sorted;
    labels = new byte[sorted.length][];
    for (int i = 0; i < sorted.length; i++) {
      labels[i] = sorted[i].labels().text();
    }
  }

  Sample[] samples() {
    return samples;
  }

  byte[][] labels() {
    return labels;
  }

  int size() {
    return samples.length;
  }

  /** Their labels in protobuf, made once: until then nobody may have asked for that. */
  byte[][] protobufLabels() {
    byte[][] made = protobufLabels;
    if (made == null) {
      made = new byte[samples.length][];
      for (int i = 0; i < samples.length; i++) {
        made[i] = samples[i].labels().protobuf();
      }
      protobufLabels = made;
    }
    return made;
  }

  /** What they take in protobuf, worked out once. */
  long protobufSize(LongSupplier size) {
    if (protobufSize == UNKNOWN) {
      protobufSize = size.getAsLong();
    }
    return protobufSize;
  }
}
