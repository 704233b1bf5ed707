package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;

/** Writes families in one of the text formats. Leaves out the samples that have gone. */
final class TextWriter implements FamilyWriter {
  private final ScrapeFormat format;
  private final EscapingScheme escaping;
  private final SampleBatch batch = new SampleBatch();

  TextWriter(ScrapeFormat format, EscapingScheme escaping) {
    this.format = format;
    this.escaping = escaping;
  }

  @Override
  public void write(FamilySlice slice, ScrapeBuffer buffer) {
    Heading heading = slice.text().heading(format, escaping);
    if (slice.isFirst()) {
      buffer.put(heading.metadata());
    }
    for (int from = slice.from(); from < slice.to(); from += SampleBatch.SIZE) {
      int count = Math.min(SampleBatch.SIZE, slice.to() - from);
      batch.lookAt(slice.sorted(), from, count, slice.text().kind());
      writeBatch(slice, heading.sampleName(), from, count, buffer);
    }
  }

  private void writeBatch(
      FamilySlice slice, byte[] name, int from, int count, ScrapeBuffer buffer) {
    boolean asKept = LabelSet.isKeptFor(escaping);
    boolean info = slice.text().kind() == SimpleKind.INFO;
    SortedSamples sorted = slice.sorted();
    for (int i = 0; i < count; i++) {
      if (batch.isGone(i)) {
        continue;
      }
      buffer.put(name);
      if (asKept) {
        buffer.put(sorted.labels()[from + i], batch.labelLength(i));
      } else {
        buffer.put(sorted.samples()[from + i].labels().text(escaping));
      }
      if (info) {
        buffer.put('1');
      } else {
        buffer.put(batch.value(i));
      }
      buffer.put('\n');
    }
  }
}
