package io.hashpool.exposition;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A Micrometer registry that writes its meters in Prometheus's text formats as the library does,
 * byte for byte, in a fraction of the time and in bounded memory.
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
  private final boolean faithful;

  /**
   * Makes a registry and its exposition, with the system's clock.
   *
   * @param config the registry's
   * @param properties the Prometheus client's
   */
  public RegistryExposition(PrometheusConfig config, PrometheusProperties properties) {
    this(config, properties, Clock.SYSTEM);
  }

  /**
   * Makes a registry and its exposition.
   *
   * @param config the registry's
   * @param properties the Prometheus client's
   * @param clock what the registry takes times from
   */
  public RegistryExposition(PrometheusConfig config, PrometheusProperties properties, Clock clock) {
    formats = ExpositionFormats.init(properties);
    registry = new CompactMeterRegistry(config, directory, formats, clock);
    // Times of creation come in places of their own, which are not known here.
    faithful = !properties.getExporterProperties().getIncludeCreatedTimestamps();
  }

  /** The registry, empty at first, to register meters with and to configure. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /**
   * Whether {@link #write} gives what the library would.
   *
   * @param escaping how the scraper wants names that are not plain
   */
  public boolean canWrite(EscapingScheme escaping) {
    return faithful
        && (escaping == EscapingScheme.UNDERSCORE_ESCAPING
            || escaping == EscapingScheme.ALLOW_UTF8);
  }

  /**
   * Writes every meter of the registry, and whatever else is registered with its Prometheus
   * registry. Does not close the stream.
   *
   * @param escaping one that {@link #canWrite} allows
   * @throws IOException if the stream does
   * @throws RuntimeException if a counter is negative, or if the library finds two families in
   *     conflict or a collector of its own fails; some of the text may have been written by then.
   *     The function of a counter or gauge that throws costs its own sample alone
   */
  public void write(TextFormat format, EscapingScheme escaping, OutputStream out)
      throws IOException {
    List<MetricSnapshot> others = directory.collectOthers();
    NavigableMap<String, ReadyFamily> ours = readyFamilies(others);
    leaveSharedNamesToLibrary(ours, others);
    ScrapeBuffer buffer = new ScrapeBuffer(out);
    FamilyWriter writer = new FamilyWriter(format, buffer);
    List<MetricSnapshot> waiting = new ArrayList<>();
    for (MetricSnapshot snapshot : new MetricSnapshots(others)) {
      String name = snapshot.getMetadata().getPrometheusName();
      NavigableMap<String, ReadyFamily> before = ours.headMap(name, false);
      if (!before.isEmpty()) {
        writeByLibrary(waiting, format, escaping, buffer);
        writeAll(before, writer);
      }
      waiting.add(snapshot);
    }
    writeByLibrary(waiting, format, escaping, buffer);
    writeAll(ours, writer);
    buffer.put(format.trailer().getBytes(StandardCharsets.US_ASCII));
    buffer.flush();
  }

  ExpositionFormats formats() {
    return formats;
  }

  private NavigableMap<String, ReadyFamily> readyFamilies(List<MetricSnapshot> others) {
    NavigableMap<String, ReadyFamily> ready = new TreeMap<>();
    registry
        .families()
        .forEach(
            (name, family) ->
                family
                    .samplesInOrder()
                    .ifPresentOrElse(
                        samples -> ready.put(name, new ReadyFamily(family, samples)),
                        () -> family.collect().forEach(others::add)));
    return ready;
  }

  /** Where another collector has a family of the same name, the library merges them or objects. */
  private static void leaveSharedNamesToLibrary(
      NavigableMap<String, ReadyFamily> ours, List<MetricSnapshot> others) {
    for (MetricSnapshot other : List.copyOf(others)) {
      ReadyFamily shared = ours.remove(other.getMetadata().getPrometheusName());
      if (shared != null) {
        shared.family().collect().forEach(others::add);
      }
    }
  }

  private void writeByLibrary(
      List<MetricSnapshot> snapshots,
      TextFormat format,
      EscapingScheme escaping,
      ScrapeBuffer buffer)
      throws IOException {
    if (snapshots.isEmpty()) {
      return;
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    format.writer(formats).write(written, new MetricSnapshots(snapshots), escaping);
    snapshots.clear();
    buffer.put(written.toByteArray(), 0, written.size() - format.trailer().length());
  }

  /** Writes these families and takes them off the map. */
  private static void writeAll(NavigableMap<String, ReadyFamily> ready, FamilyWriter writer)
      throws IOException {
    for (ReadyFamily next : ready.values()) {
      writer.write(next.family().text(), next.samples());
    }
    ready.clear();
  }

  /** A family as this scrape writes it. */
  private record ReadyFamily(Family family, SortedSamples samples) {}
}
