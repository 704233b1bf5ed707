package io.hashpool.exposition;

/**
 * What was seen of some samples that are about to be written. For one thread.
 *
 * <p>Samples are looked at some hundred at a time, before these are written, and one thing after
 * another: each is a walk through memory that no cache holds, and a processor can be on several
 * such walks at once only if little else lies between them. That halves the time of a large scrape.
 */
final class SampleBatch {
  static final int SIZE = 128;

  private final boolean[] gone = new boolean[SIZE];
  private final int[] labelLengths = new int[SIZE];
  private final double[] values = new double[SIZE];

  /**
   * Looks at some samples.
   *
   * @param from the first, which is the batch's number 0
   * @param count how many, at most {@link #SIZE}
   * @throws IllegalArgumentException if a counter is negative, as the library does
   */
  void lookAt(SortedSamples sorted, int from, int count, SimpleKind kind) {
    Sample[] samples = sorted.samples();
    byte[][] labels = sorted.labels();
    for (int i = 0; i < count; i++) {
      gone[i] = samples[from + i].isGone();
    }
    for (int i = 0; i < count; i++) {
      labelLengths[i] = labels[from + i].length;
    }
    if (kind == SimpleKind.INFO) {
      return;
    }
    for (int i = 0; i < count; i++) {
      values[i] = samples[from + i].sampledValue();
    }
    if (kind == SimpleKind.COUNTER) {
      for (int i = 0; i < count; i++) {
        refuseNegative(samples[from + i], values[i]);
      }
    }
  }

  boolean isGone(int i) {
    return gone[i];
  }

  int labelLength(int i) {
    return labelLengths[i];
  }

  /** Its value; of an info, none. */
  double value(int i) {
    return values[i];
  }

  private static void refuseNegative(Sample counter, double value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          counter.getId() + ": a counter can't be negative, but is " + value);
    }
  }
}
