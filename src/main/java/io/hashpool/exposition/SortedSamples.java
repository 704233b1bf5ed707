package io.hashpool.exposition;

import java.util.function.LongSupplier;

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

  /** What they take in protobuf, worked out once: until then nobody may have asked for that. */
  long protobufSize(LongSupplier size) {
    if (protobufSize == UNKNOWN) {
      protobufSize = size.getAsLong();
    }
    return protobufSize;
  }
}
