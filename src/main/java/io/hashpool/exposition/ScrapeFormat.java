package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;

/** The formats that {@link RegistryExposition} writes: the first is for who asks for none. */
public enum ScrapeFormat {
  /** Prometheus's text format 0.0.4. */
  PROMETHEUS_TEXT("text/plain;version=0.0.4", "") {
    @Override
    ExpositionFormatWriter library(ExpositionFormats formats) {
      return formats.getPrometheusTextFormatWriter();
    }

    @Override
    FamilyWriter writer(EscapingScheme escaping) {
      return new TextWriter(this, escaping);
    }
  },
  /** OpenMetrics 1.0. */
  OPEN_METRICS("application/openmetrics-text;version=1.0.0", "# EOF\n") {
    @Override
    ExpositionFormatWriter library(ExpositionFormats formats) {
      return formats.getOpenMetricsTextFormatWriter();
    }

    @Override
    FamilyWriter writer(EscapingScheme escaping) {
      return new TextWriter(this, escaping);
    }
  },
  /**
   * Prometheus's protobuf format: messages {@code io.prometheus.client.MetricFamily}, each after
   * its length.
   */
  PROTOBUF(
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
      "") {
    @Override
    ExpositionFormatWriter library(ExpositionFormats formats) {
      return formats.getPrometheusProtobufWriter();
    }

    @Override
    FamilyWriter writer(EscapingScheme escaping) {
      return new ProtobufWriter(escaping);
    }
  };

  private final String mediaType;
  private final String trailer;

  ScrapeFormat(String mediaType, String trailer) {
    this.mediaType = mediaType;
    this.trailer = trailer;
  }

  /** What a scraper asks for it by, without blanks and charset. */
  String mediaType() {
    return mediaType;
  }

  /** What ends an exposition, once, after all families. */
  String trailer() {
    return trailer;
  }

  /** The library's writer of this format. */
  abstract ExpositionFormatWriter library(ExpositionFormats formats);

  /** A writer of this format for one thread. */
  abstract FamilyWriter writer(EscapingScheme escaping);
}
