package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How the samples of one family are written. Thread-safe. */
final class FamilyText {
  private record Style(ScrapeFormat format, EscapingScheme escaping) {}

  private final SimpleKind kind;
  private final String help;
  private final MetricSnapshot oneSample;
  private final ExpositionFormats formats;
  private final Map<Style, Heading> headings = new ConcurrentHashMap<>();

  /**
   * For a family.
   *
   * @param name what Micrometer calls it in Prometheus: without suffixes like {@code _total}
   * @param kind what all samples are
   * @param help what all of them say of themselves
   * @param formats the library's
   */
  FamilyText(String name, SimpleKind kind, String help, ExpositionFormats formats) {
    this.kind = kind;
    this.help = help;
    this.formats = formats;
    this.oneSample =
        kind.snapshot(
            new MetricMetadata(name, help, null),
            List.of(new SimpleKind.Point(Labels.EMPTY, 0, 0)));
  }

  SimpleKind kind() {
    return kind;
  }

  String help() {
    return help;
  }

  /** What the samples share in a format. */
  Heading heading(ScrapeFormat format, EscapingScheme escaping) {
    return headings.computeIfAbsent(
        new Style(format, escaping),
        style -> Heading.of(oneSample, style.format(), style.escaping(), formats));
  }
}
