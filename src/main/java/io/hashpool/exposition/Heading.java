package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a family's samples have in common in one format.
 *
 * @param metadata comes before the first: {@code HELP} and {@code TYPE} lines, or the fields of the
 *     message but for its samples
 * @param sampleName each line of text starts with it; empty in protobuf
 */
record Heading(byte[] metadata, byte[] sampleName) {
  /** The last field: three tags, two lengths, and eight bytes of value. */
  private static final int SAMPLE_MESSAGE = 3 + 2 + Double.BYTES;

  /**
   * The heading of a family, taken from what the library makes of one sample of it, so that its
   * rules of naming are applied and not repeated here.
   *
   * @param oneSample a family with one sample without labels
   */
  static Heading of(
      MetricSnapshot oneSample,
      ScrapeFormat format,
      EscapingScheme escaping,
      ExpositionFormats formats) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try {
      format.library(formats).write(written, MetricSnapshots.of(oneSample), escaping);
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes every byte", e);
    }
    return format == ScrapeFormat.PROTOBUF
        ? ofMessage(written.toByteArray())
        : ofText(written.toString(StandardCharsets.UTF_8), format.trailer());
  }

  private static Heading ofText(String text, String trailer) {
    String lines = text.substring(0, text.length() - trailer.length());
    int sample = lines.lastIndexOf('\n', lines.length() - 2) + 1;
    return new Heading(
        lines.substring(0, sample).getBytes(StandardCharsets.UTF_8),
        lines.substring(sample, lines.indexOf(' ', sample)).getBytes(StandardCharsets.UTF_8));
  }

  private static Heading ofMessage(byte[] delimited) {
    int from = 0;
    while (delimited[from] < 0) {
      // The length of the message, whose last byte alone is not negative.
      from++;
    }
    return new Heading(
        Arrays.copyOfRange(delimited, from + 1, delimited.length - SAMPLE_MESSAGE), new byte[0]);
  }
}
