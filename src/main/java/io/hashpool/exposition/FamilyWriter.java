package io.hashpool.exposition;

import java.io.IOException;
import java.util.Objects;

/**
 * Writes families in one format. For one scrape, and so for one thread.
 *
 * <p>Samples are looked at some hundred at a time, before these are written, and one thing after
 * another: each is a walk through memory that no cache holds, and a processor can be on several
 * such walks at once only if little else lies between them. That halves the time of a large scrape.
 */
final class FamilyWriter {
  private static final int BATCH = 128;

  private final TextFormat format;
  private final ScrapeBuffer buffer;

  // What was seen of the samples of one batch.
  private final boolean[] gone = new boolean[BATCH];
  private final int[] labelLengths = new int[BATCH];
  private final double[] values = new double[BATCH];

  FamilyWriter(TextFormat format, ScrapeBuffer buffer) {
    this.format = format;
    this.buffer = buffer;
  }

  /**
   * Writes the heading and all samples that are not gone; nothing if all are.
   *
   * @throws IllegalArgumentException if a counter is negative, as the library does
   */
  void write(FamilyText text, SortedSamples sorted) throws IOException {
    Heading heading =
        Objects.requireNonNull(text.headings().get(format), "a heading in each format");
    byte[] name = heading.sampleName();
    SimpleKind kind = text.kind();
    boolean begun = false;
    for (int from = 0; from < sorted.size(); from += BATCH) {
      int count = Math.min(BATCH, sorted.size() - from);
      lookAt(sorted, from, count, kind);
      for (int i = 0; i < count; i++) {
        if (gone[i]) {
          continue;
        }
        if (!begun) {
          buffer.put(heading.metadata());
          begun = true;
        }
        buffer.put(name);
        buffer.put(sorted.labels()[from + i], 0, labelLengths[i]);
        switch (kind) {
          case COUNTER -> {
            refuseNegative(sorted.samples()[from + i], values[i]);
            buffer.put(values[i]);
          }
          case GAUGE -> buffer.put(values[i]);
          case INFO -> buffer.put('1');
        }
        buffer.put('\n');
      }
    }
  }

  private void lookAt(SortedSamples sorted, int from, int count, SimpleKind kind) {
    Sample[] samples = sorted.samples();
    byte[][] labels = sorted.labels();
    for (int i = 0; i < count; i++) {
      gone[i] = samples[from + i].isGone();
    }
    for (int i = 0; i < count; i++) {
      labelLengths[i] = labels[from + i].length;
    }
    if (kind != SimpleKind.INFO) {
      for (int i = 0; i < count; i++) {
        values[i] = gone[i] ? 0 : samples[from + i].sampledValue();
      }
    }
  }

  private static void refuseNegative(Sample counter, double value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          counter.getId() + ": a counter can't be negative, but is " + value);
    }
  }
}
