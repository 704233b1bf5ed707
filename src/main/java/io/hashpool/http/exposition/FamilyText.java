package io.hashpool.http.exposition;

import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.util.Map;

/**
 * How the samples of one family are written.
 *
 * @param kind what they all are
 * @param help what all their meters say of themselves
 * @param headings what they share in each format
 */
record FamilyText(SimpleKind kind, String help, Map<TextFormat, Heading> headings) {
  /** Writes the heading and all samples that are not gone; nothing if all are. */
  void write(TextFormat format, Sample[] samples, ScrapeBuffer buffer) throws IOException {
    Heading heading = headings.get(format);
    byte[] name = heading.sampleName();
    boolean begun = false;
    for (Sample sample : samples) {
      Meter meter = sample.meter();
      if (meter == null) {
        continue;
      }
      if (!begun) {
        buffer.put(heading.metadata());
        begun = true;
      }
      buffer.put(name);
      buffer.put(sample.labels.text());
      writeValue(meter, buffer);
      buffer.put('\n');
    }
  }

  private void writeValue(Meter meter, ScrapeBuffer buffer) throws IOException {
    if (kind == SimpleKind.INFO) {
      buffer.put('1');
    } else {
      buffer.put(kind.valueOf(meter));
    }
  }
}
