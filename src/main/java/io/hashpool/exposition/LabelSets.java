package io.hashpool.exposition;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The label sets in use, each kept once however many meters have it: a registry has many meters of
 * few tag sets, and their text is most of what an exposition must remember. Thread-safe.
 */
final class LabelSets {
  private final Map<LabelSet, LabelSet> inUse = new HashMap<>(); // guarded by this
  private final Map<List<String>, String[]> nameLists = new HashMap<>(); // guarded by this

  /** The labels of a meter, counted as used once more. */
  LabelSet acquire(Meter.Id id, NamingConvention convention) {
    List<String> names = new ArrayList<>(4);
    List<String> values = new ArrayList<>(4);
    for (Tag tag : id.getTagsAsIterable()) {
      names.add(convention.tagKey(tag.getKey()));
      values.add(tag.getValue());
    }
    try {
      Labels labels = Labels.of(names, values);
      return acquire(
          LabelSet.array(labels.size(), labels::getName),
          LabelSet.array(labels.size(), labels::getValue));
    } catch (IllegalArgumentException e) {
      // Two tag keys became one label name, or the like. The library will say so at each scrape.
      return acquire(names.toArray(String[]::new), values.toArray(String[]::new));
    }
  }

  private synchronized LabelSet acquire(String[] names, String[] values) {
    String[] sharedNames = nameLists.computeIfAbsent(List.of(names), ignored -> names);
    LabelSet wanted = new LabelSet(sharedNames, values);
    LabelSet shared = inUse.putIfAbsent(wanted, wanted);
    if (shared != null) {
      shared.uses++;
      return shared;
    }
    wanted.render();
    wanted.uses++;
    return wanted;
  }

  /** One meter less has these labels. */
  synchronized void release(LabelSet labels) {
    labels.uses--;
    if (labels.uses == 0) {
      inUse.remove(labels);
    }
  }
}
