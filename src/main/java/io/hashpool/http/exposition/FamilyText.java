package io.hashpool.http.exposition;

import java.io.IOException;
import java.util.Map;

/**
 * How the samples of one family are written.
 *
 * @param kind what they all are
 * @param help what all of them say of themselves
 * @param headings what they share in each format
 */
record FamilyText(SimpleKind kind, String help, Map<TextFormat, Heading> headings) {
  /**
   * Writes the heading and all samples that are not gone; nothing if all are.
   *
   * @throws IllegalArgumentException if a counter is negative, as the library does
   */
  void write(TextFormat format, Sample[] samples, ScrapeBuffer buffer) throws IOException {
    Heading heading = headings.get(format);
    byte[] name = heading.sampleName();
    boolean begun = false;
    for (Sample sample : samples) {
      if (sample.isGone()) {
        continue;
      }
      if (!begun) {
        buffer.put(heading.metadata());
        begun = true;
      }
      buffer.put(name);
      buffer.put(sample.labels().text());
      writeValue(sample, buffer);
      buffer.put('\n');
    }
  }

  private void writeValue(Sample sample, ScrapeBuffer buffer) throws IOException {
    if (kind == SimpleKind.INFO) {
      buffer.put('1');
      return;
    }
    double value = sample.sampledValue();
    if (kind == SimpleKind.COUNTER && value < 0) {
      throw new IllegalArgumentException(
          sample.getId() + ": a counter can't be negative, but is " + value);
    }
    buffer.put(value);
  }
}
