package io.hashpool.exposition;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/**
 * A Micrometer registry that writes its meters in Prometheus's formats as the library does, byte
 * for byte, in a fraction of the time and in bounded memory.
 *
 * <p>Counters, gauges, and what is registered through them ({@code FunctionCounter}, {@code
 * TimeGauge}, {@code MultiGauge}) are written here. Timers, summaries and custom meters, collectors
 * that know nothing of Micrometer, and families in some disorder come from the library, in their
 * place.
 *
 * <p>Thread-safe. A scrape delays neither recording nor registering, nor another scrape, except
 * that two may wait for each other to sort newcomers in.
 */
public final class RegistryExposition {
  private final CollectorDirectory directory = new CollectorDirectory();
  private final ExpositionFormats formats;
  private final CompactMeterRegistry registry;
  private final Executor helpers;

  /**
   * Makes a registry and its exposition, with the system's clock and without helpers.
   *
   * @param config the registry's
   * @param properties the Prometheus client's
   */
  public RegistryExposition(PrometheusConfig config, PrometheusProperties properties) {
    this(config, properties, Clock.SYSTEM, task -> {});
  }

  /**
   * Makes a registry and its exposition.
   *
   * @param config the registry's
   * @param properties the Prometheus client's
   * @param clock what the registry takes times from
   * @param helpers runs parts of large scrapes: at once, on a thread and processor that would be
   *     idle, or not at all. The functions of meters are called there, so may keep it waiting
   */
  public RegistryExposition(
      PrometheusConfig config, PrometheusProperties properties, Clock clock, Executor helpers) {
    this.helpers = helpers;
    formats = ExpositionFormats.init(properties);
    registry = new CompactMeterRegistry(config, directory, formats, clock);
  }

  /** The registry, empty at first, to register meters with and to configure. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /**
   * Writes the meters of the registry, and whatever else is registered with its Prometheus
   * registry. The text formats without times of creation, whatever the Prometheus client is told.
   * Does not close the stream.
   *
   * @throws IOException if the stream does
   * @throws RuntimeException if a counter is negative, or if the library finds two families in
   *     conflict or a collector of its own fails; some of it may have been written by then. The
   *     function of a counter or gauge that throws costs its own sample alone
   */
  public void write(ScrapeRequest request, OutputStream out) throws IOException {
    Chunks chunks =
        Scrape.of(request, formats, registry.families(), directory.collectOthers(request.names()));
    chunks.add(request.format().trailer().getBytes(StandardCharsets.US_ASCII));
    ScrapeBody body = ScrapeBody.of(request, out);
    new Rendering(chunks.all(), request, helpers).sendTo(body);
    body.finish();
  }

  /** What the library says of a format. */
  String contentType(ScrapeFormat format) {
    return format.library(formats).getContentType();
  }

  ExpositionFormats formats() {
    return formats;
  }
}
