package io.hashpool.http.exposition;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The label sets in use, each kept once however many meters have it: a registry has many meters of
 * few tag sets, and their text is most of what an exposition must remember. Thread-safe.
 */
final class LabelSets {
  private final Map<LabelSet, LabelSet> inUse = new HashMap<>(); // guarded by this
  private final Map<List<String>, String[]> nameLists = new HashMap<>(); // guarded by this

  /**
   * The labels of a meter, counted as used once more; empty if only the library can write them:
   * names that depend on the escaping asked for, or that it will refuse.
   */
  Optional<LabelSet> acquire(Meter.Id id, NamingConvention convention) {
    List<String> names = new ArrayList<>();
    id.getConventionTags(convention).forEach(tag -> names.add(tag.getKey()));
    List<String> values = new ArrayList<>();
    for (Tag tag : id.getTagsAsIterable()) {
      values.add(tag.getValue());
    }
    try {
      return acquire(Labels.of(names, values));
    } catch (IllegalArgumentException e) {
      // Two tag keys became one label name, or the like: the library says so at each scrape.
      return Optional.empty();
    }
  }

  private Optional<LabelSet> acquire(Labels labels) {
    String[] names = new String[labels.size()];
    Arrays.setAll(names, labels::getName);
    if (!LabelSet.plainNames(names)) {
      return Optional.empty();
    }
    String[] values = new String[labels.size()];
    Arrays.setAll(values, labels::getValue);
    return Optional.of(acquire(names, values));
  }

  private synchronized LabelSet acquire(String[] names, String[] values) {
    String[] sharedNames = nameLists.computeIfAbsent(List.of(names), ignored -> names);
    LabelSet wanted = new LabelSet(sharedNames, values);
    LabelSet shared = inUse.putIfAbsent(wanted, wanted);
    LabelSet labels = shared == null ? wanted : shared;
    labels.uses++;
    return labels;
  }

  /** One meter less has these labels. */
  synchronized void release(LabelSet labels) {
    labels.uses--;
    if (labels.uses == 0) {
      inUse.remove(labels);
    }
  }
}
