package io.hashpool.exposition;

import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one scrape shows, in the order in which it is written: families that are written here, and
 * between them what the library collected and writes. For one thread.
 */
final class Scrape {
  private final ScrapeRequest request;
  private final ExpositionFormats formats;
  private final List<MetricSnapshot> others;
  private final NavigableMap<String, ReadyFamily> ours = new TreeMap<>();
  private final Chunks chunks = new Chunks();

  /** A family and the samples that it has now. */
  private record ReadyFamily(Family family, SortedSamples samples) {}

  private Scrape(ScrapeRequest request, ExpositionFormats formats, List<MetricSnapshot> collected) {
    this.request = request;
    this.formats = formats;
    this.others = collected;
  }

  /**
   * Takes what there is now.
   *
   * @param families those of the registry, by name
   * @param collected what other collectors have
   * @throws RuntimeException if the library finds two families in conflict
   */
  static Chunks of(
      ScrapeRequest request,
      ExpositionFormats formats,
      Map<String, Family> families,
      List<MetricSnapshot> collected) {
    Scrape scrape = new Scrape(request, formats, collected);
    families.forEach(scrape::take);
    scrape.leaveSharedNamesToLibrary();
    scrape.leaveOutWhatNobodyAskedFor();
    scrape.putInOrder();
    return scrape.chunks;
  }

  private void take(String name, Family family) {
    family
        .samplesInOrder()
        .ifPresentOrElse(
            samples -> ours.put(name, new ReadyFamily(family, samples)),
            () -> family.collect().forEach(others::add));
  }

  /** Where another collector has a family of the same name, the library merges them or objects. */
  private void leaveSharedNamesToLibrary() {
    for (MetricSnapshot other : List.copyOf(others)) {
      ReadyFamily shared = ours.remove(other.getMetadata().getPrometheusName());
      if (shared != null) {
        shared.family().collect().forEach(others::add);
      }
    }
  }

  private void leaveOutWhatNobodyAskedFor() {
    ours.keySet().removeIf(name -> !request.names().test(name));
    others.removeIf(other -> !request.names().test(other.getMetadata().getPrometheusName()));
  }

  private void putInOrder() {
    List<MetricSnapshot> waiting = new ArrayList<>();
    for (MetricSnapshot snapshot : new MetricSnapshots(others)) {
      NavigableMap<String, ReadyFamily> before =
          ours.headMap(snapshot.getMetadata().getPrometheusName(), false);
      if (!before.isEmpty()) {
        addByLibrary(waiting);
        addAll(before);
      }
      waiting.add(snapshot);
    }
    addByLibrary(waiting);
    addAll(ours);
  }

  private void addByLibrary(List<MetricSnapshot> snapshots) {
    if (snapshots.isEmpty()) {
      return;
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try {
      request
          .format()
          .library(formats)
          .write(written, new MetricSnapshots(snapshots), request.escaping());
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes every byte", e);
    }
    snapshots.clear();
    int size = written.size() - request.format().trailer().length();
    chunks.add(Arrays.copyOf(written.toByteArray(), size));
  }

  /** Appends these families and takes them off the map. */
  private void addAll(NavigableMap<String, ReadyFamily> ready) {
    ready.values().forEach(next -> chunks.add(next.family().text(), next.samples()));
    ready.clear();
  }
}
