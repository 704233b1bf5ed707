package io.hashpool.exposition;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a family's samples have in common in one format: its {@code HELP} and {@code TYPE} lines,
 * and the name that each line starts with.
 */
record Heading(byte[] metadata, byte[] sampleName) {
  /**
   * The headings of a family in each format, taken from what the library makes of one sample of it,
   * so that its rules of naming are applied and not repeated here.
   *
   * @param oneSample a family with one sample without labels
   */
  static Map<TextFormat, Heading> of(MetricSnapshot oneSample, ExpositionFormats formats) {
    Map<TextFormat, Heading> headings = new EnumMap<>(TextFormat.class);
    for (TextFormat format : TextFormat.values()) {
      headings.put(format, of(oneSample, format, format.writer(formats)));
    }
    return headings;
  }

  private static Heading of(
      MetricSnapshot oneSample, TextFormat format, ExpositionFormatWriter writer) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try {
      writer.write(written, MetricSnapshots.of(oneSample));
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes every byte", e);
    }
    String text = written.toString(StandardCharsets.UTF_8);
    String lines = text.substring(0, text.length() - format.trailer().length());
    int sample = lines.lastIndexOf('\n', lines.length() - 2) + 1;
    return new Heading(
        lines.substring(0, sample).getBytes(StandardCharsets.UTF_8),
        lines.substring(sample, lines.indexOf(' ', sample)).getBytes(StandardCharsets.UTF_8));
  }
}
