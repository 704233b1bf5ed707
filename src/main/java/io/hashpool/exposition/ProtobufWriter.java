package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;

/**
 * Writes families as delimited messages {@code io.prometheus.client.MetricFamily}, as they stand in
 * Prometheus's {@code metrics.proto}.
 *
 * <p>A message begins with its length, so that of a family with the lengths of all its samples. A
 * sample's depends on its labels and not on its value, which is eight bytes. One that goes while
 * its family is being written is still written.
 */
final class ProtobufWriter implements FamilyWriter {
  // Number of the field, and what follows: 0 a varint, 1 eight bytes, 2 a length and so many bytes.
  private static final int FAMILY_METRIC = 4 << 3 | 2;
  private static final int METRIC_GAUGE = 2 << 3 | 2;
  private static final int METRIC_COUNTER = 3 << 3 | 2;
  private static final int VALUE = 1 << 3 | 1;
  private static final int COUNTER_CREATED = 3 << 3 | 2;
  private static final int TIMESTAMP_SECONDS = 1 << 3;
  private static final int TIMESTAMP_NANOS = 2 << 3;

  /** Of a tag of the above, and of a length below 128. */
  private static final int TAG = 1;

  private static final int SHORT_LENGTH = 1;
  private static final int DOUBLE = TAG + Double.BYTES;

  private final EscapingScheme escaping;
  private final SampleBatch batch = new SampleBatch();

  ProtobufWriter(EscapingScheme escaping) {
    this.escaping = escaping;
  }

  @Override
  public void write(FamilySlice slice, ScrapeBuffer buffer) {
    SortedSamples sorted = slice.sorted();
    SimpleKind kind = slice.text().kind();
    if (slice.isFirst()) {
      byte[] metadata = slice.text().heading(ScrapeFormat.PROTOBUF, escaping).metadata();
      buffer.putVarint(metadata.length + size(sorted, kind));
      buffer.put(metadata);
    }
    for (int from = slice.from(); from < slice.to(); from += SampleBatch.SIZE) {
      int count = Math.min(SampleBatch.SIZE, slice.to() - from);
      batch.lookAt(sorted, from, count, kind);
      for (int i = 0; i < count; i++) {
        double value = kind == SimpleKind.INFO ? 1 : batch.value(i);
        byte[] labels = labels(sorted, from + i);
        if (kind == SimpleKind.COUNTER) {
          putCounter(labels, value, sorted.samples()[from + i].createdAtMillis(), buffer);
        } else {
          putGauge(labels, value, buffer);
        }
      }
    }
  }

  private static void putGauge(byte[] labels, double value, ScrapeBuffer buffer) {
    putHead(labels, METRIC_GAUGE, DOUBLE, buffer);
    buffer.putVarint(VALUE);
    buffer.putFixed64(Double.doubleToRawLongBits(value));
  }

  private static void putCounter(
      byte[] labels, double value, long createdAtMillis, ScrapeBuffer buffer) {
    int timestamp = timestampSize(createdAtMillis);
    putHead(labels, METRIC_COUNTER, counterSize(createdAtMillis), buffer);
    buffer.putVarint(VALUE);
    buffer.putFixed64(Double.doubleToRawLongBits(value));
    if (createdAtMillis != 0) {
      buffer.putVarint(COUNTER_CREATED);
      buffer.putVarint(timestamp);
      putUnlessZero(TIMESTAMP_SECONDS, createdAtMillis / 1000, buffer);
      putUnlessZero(TIMESTAMP_NANOS, nanos(createdAtMillis), buffer);
    }
  }

  /** What comes before the value: the length of all, the labels, the length of the value. */
  private static void putHead(byte[] labels, int field, int valueSize, ScrapeBuffer buffer) {
    buffer.putVarint(FAMILY_METRIC);
    buffer.putVarint(labels.length + TAG + SHORT_LENGTH + valueSize);
    buffer.put(labels);
    buffer.putVarint(field);
    buffer.putVarint(valueSize);
  }

  private static void putUnlessZero(int field, long number, ScrapeBuffer buffer) {
    if (number != 0) {
      buffer.putVarint(field);
      buffer.putVarint(number);
    }
  }

  private long size(SortedSamples sorted, SimpleKind kind) {
    return LabelSet.isKeptFor(escaping)
        ? sorted.protobufSize(() -> sizeOfAll(sorted, kind))
        : sizeOfAll(sorted, kind);
  }

  private long sizeOfAll(SortedSamples sorted, SimpleKind kind) {
    long size = 0;
    for (int i = 0; i < sorted.size(); i++) {
      int value =
          kind == SimpleKind.COUNTER ? counterSize(sorted.samples()[i].createdAtMillis()) : DOUBLE;
      int metric = labels(sorted, i).length + TAG + SHORT_LENGTH + value;
      size += TAG + ScrapeBuffer.varintSize(metric) + metric;
    }
    return size;
  }

  private static int counterSize(long createdAtMillis) {
    return createdAtMillis == 0
        ? DOUBLE
        : DOUBLE + TAG + SHORT_LENGTH + timestampSize(createdAtMillis);
  }

  private static int timestampSize(long millis) {
    return sizeUnlessZero(millis / 1000) + sizeUnlessZero(nanos(millis));
  }

  private static int sizeUnlessZero(long number) {
    return number == 0 ? 0 : TAG + ScrapeBuffer.varintSize(number);
  }

  private static long nanos(long millis) {
    return millis % 1000 * 1_000_000;
  }

  private byte[] labels(SortedSamples sorted, int i) {
    return LabelSet.isKeptFor(escaping)
        ? sorted.protobufLabels()[i]
        : sorted.samples()[i].labels().protobuf(escaping);
  }
}
