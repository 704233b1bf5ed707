package io.hashpool.exposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Samples in the order of their labels, as the library writes them.
 *
 * <p>Thread-safe. Adding and removing cost the same however many there are, and wait for no scrape:
 * the next scrape sorts the newcomers and merges them in.
 */
final class SampleOrder {
  private static final Comparator<Sample> BY_LABELS = Comparator.comparing(Sample::labels);
  private static final int FEW = 64;

  private int live; // guarded by this
  private List<Sample> newcomers = new ArrayList<>(); // guarded by this
  private boolean changed; // guarded by this

  /** Taken by scrapes alone, and before the other lock. */
  private final Object ordering = new Object();

  private SortedSamples ordered = SortedSamples.NONE; // guarded by ordering
  private boolean duplicates; // guarded by ordering

  synchronized void add(Sample sample) {
    live++;
    changed = true;
    newcomers.add(sample);
    if (newcomers.size() > 2 * live + FEW) {
      // They come and go, and no scrape takes them off.
      newcomers.removeIf(Sample::isGone);
    }
  }

  synchronized void remove(Sample sample) {
    live--;
    changed = true;
    sample.markGone();
  }

  /**
   * All samples in order, and some that have gone since; empty if two of them have the same labels,
   * which the library sorts out in its own way.
   */
  Optional<SortedSamples> inOrder() {
    synchronized (ordering) {
      takeChanges();
      return duplicates ? Optional.empty() : Optional.of(ordered);
    }
  }

  private void takeChanges() {
    List<Sample> arrived;
    synchronized (this) {
      if (!changed) {
        return;
      }
      changed = false;
      arrived = newcomers;
      newcomers = new ArrayList<>();
    }
    arrived.removeIf(Sample::isGone);
    arrived.sort(BY_LABELS);
    merge(arrived);
  }

  private void merge(List<Sample> arrived) {
    Sample[] merged = new Sample[ordered.size() + arrived.size()];
    int size = 0;
    int next = 0;
    for (Sample old : ordered.samples()) {
      if (old.isGone()) {
        continue;
      }
      while (next < arrived.size() && BY_LABELS.compare(arrived.get(next), old) < 0) {
        merged[size++] = arrived.get(next++);
      }
      merged[size++] = old;
    }
    while (next < arrived.size()) {
      merged[size++] = arrived.get(next++);
    }
    Sample[] sorted = size == merged.length ? merged : Arrays.copyOf(merged, size);
    ordered = new SortedSamples(sorted);
    duplicates = hasNeighboursAlike(sorted);
  }

  private static boolean hasNeighboursAlike(Sample[] sorted) {
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i - 1].labels() == sorted[i].labels()) {
        return true;
      }
    }
    return false;
  }
}
