package io.hashpool.http.exposition;

import java.io.IOException;

/**
 * Writes families in one format. For one scrape, and so for one thread.
 *
 * <p>Samples are looked at some hundred at a time, before these are written: each is a walk through
 * memory that no cache holds, and a processor can be on several such walks at once only if nothing
 * else lies between them. That halves the time of a large scrape.
 */
final class FamilyWriter {
  private static final int BATCH = 128;

  private final TextFormat format;
  private final ScrapeBuffer buffer;
  private final byte[][] labels = new byte[BATCH][];
  private final double[] values = new double[BATCH];
  private final Sample[] live = new Sample[BATCH];
  private final int[] lengths = new int[BATCH];

  FamilyWriter(TextFormat format, ScrapeBuffer buffer) {
    this.format = format;
    this.buffer = buffer;
  }

  /**
   * Writes the heading and all samples that are not gone; nothing if all are.
   *
   * @throws IllegalArgumentException if a counter is negative, as the library does
   */
  void write(FamilyText text, Sample[] samples) throws IOException {
    Heading heading = text.headings().get(format);
    boolean begun = false;
    for (int from = 0; from < samples.length; from += BATCH) {
      int count = lookAt(samples, from, Math.min(samples.length, from + BATCH), text.kind());
      if (count > 0 && !begun) {
        buffer.put(heading.metadata());
        begun = true;
      }
      for (int i = 0; i < count; i++) {
        buffer.put(heading.sampleName());
        buffer.put(labels[i], 0, lengths[i]);
        switch (text.kind()) {
          case COUNTER -> {
            refuseNegative(live[i], values[i]);
            buffer.put(values[i]);
          }
          case GAUGE -> buffer.put(values[i]);
          case INFO -> buffer.put('1');
        }
        buffer.put('\n');
      }
    }
  }

  /** Leaves the labels and the values of those that are not gone, and says how many they are. */
  private int lookAt(Sample[] samples, int from, int to, SimpleKind kind) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (!samples[i].isGone()) {
        live[count++] = samples[i];
      }
    }
    for (int i = 0; i < count; i++) {
      labels[i] = live[i].labels().text();
      lengths[i] = labels[i].length;
    }
    if (kind != SimpleKind.INFO) {
      for (int i = 0; i < count; i++) {
        values[i] = live[i].sampledValue();
      }
    }
    return count;
  }

  private static void refuseNegative(Sample counter, double value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          counter.getId() + ": a counter can't be negative, but is " + value);
    }
  }
}
