package io.hashpool.exposition;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;

/** The formats that {@link RegistryExposition} writes itself. */
public enum TextFormat {
  /** Prometheus's text format 0.0.4. */
  PROMETHEUS("") {
    @Override
    ExpositionFormatWriter writer(ExpositionFormats formats) {
      return formats.getPrometheusTextFormatWriter();
    }
  },
  /** OpenMetrics 1.0. */
  OPEN_METRICS("# EOF\n") {
    @Override
    ExpositionFormatWriter writer(ExpositionFormats formats) {
      return formats.getOpenMetricsTextFormatWriter();
    }
  };

  private final String trailer;

  TextFormat(String trailer) {
    this.trailer = trailer;
  }

  /** What ends an exposition, once, after all families. */
  String trailer() {
    return trailer;
  }

  /** The library's writer of this format. */
  abstract ExpositionFormatWriter writer(ExpositionFormats formats);
}
