package io.hashpool.exposition;

import io.micrometer.core.instrument.Meter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which meters have a Prometheus name. The first to come decides: while it or another of its like
 * is there, one of another type, or with another name in Micrometer, is not exported. Micrometer's
 * own registry has this rule; it is kept here as well since it sees only some of the meters.
 * Thread-safe.
 */
final class MeterNames {
  private final Map<String, Holders> holders = new HashMap<>(); // guarded by this

  /** Who has a name. */
  private static final class Holders {
    final Meter.Id first;
    final Set<Meter.Id> byLibrary = new HashSet<>(1);
    @Nullable Family family;

    Holders(Meter.Id first) {
      this.first = first;
    }

    boolean isEmpty() {
      return byLibrary.isEmpty() && (family == null || family.isEmpty());
    }
  }

  /** Why a meter can't have a name, in the words of Micrometer's registry; empty if it can. */
  synchronized Optional<String> refusal(String name, Meter.Id id) {
    Holders current = holders.get(name);
    if (current == null) {
      return Optional.empty();
    }
    if (!current.first.getName().equals(id.getName())) {
      return Optional.of(
          "A meter with the same Prometheus name ("
              + name
              + ") is already registered. Registering this meter with a different Micrometer name"
              + " that maps to the same Prometheus name would fail with an exception on scrape.");
    }
    if (current.first.getType() != id.getType()) {
      return Optional.of(
          "Prometheus requires that all meters with the same name have the same type."
              + " There is already an existing meter named '"
              + name
              + "' that is a "
              + current.first.getType()
              + ". The meter you are attempting to register is a "
              + id.getType()
              + ".");
    }
    return Optional.empty();
  }

  /** A meter that the library keeps has the name now. */
  synchronized void giveToLibrary(String name, Meter.Id id) {
    holders.computeIfAbsent(name, ignored -> new Holders(id)).byLibrary.add(id);
  }

  /** A sample has the name now, in the family of the name, which is made if there is none. */
  synchronized void give(String name, Sample sample, Supplier<Family> newFamily) {
    Holders current = holders.computeIfAbsent(name, ignored -> new Holders(sample.getId()));
    Family family = current.family;
    if (family == null) {
      family = newFamily.get();
      current.family = family;
    }
    family.add(sample);
  }

  /** What a meter that went has left behind. */
  record Released(Optional<Sample> sample, Optional<Family> emptied) {}

  /**
   * A meter has gone, whether it had the name or not.
   *
   * @param id the meter's: Micrometer may have wrapped the sample in another meter
   * @return its sample, if it was one, and the family if that was its last
   */
  synchronized Released release(String name, Meter.Id id) {
    Holders current = holders.get(name);
    if (current == null) {
      return new Released(Optional.empty(), Optional.empty());
    }
    current.byLibrary.remove(id);
    Family family = current.family;
    Optional<Sample> sample = Optional.empty();
    Optional<Family> emptied = Optional.empty();
    if (family != null) {
      sample = family.remove(id);
      if (family.isEmpty()) {
        emptied = Optional.of(family);
        current.family = null;
      }
    }
    if (current.isEmpty()) {
      holders.remove(name);
    }
    return new Released(sample, emptied);
  }

  /** The family of each name that has one. */
  synchronized Map<String, Family> families() {
    Map<String, Family> families = new HashMap<>();
    holders.forEach(
        (name, current) -> {
          if (current.family != null) {
            families.put(name, current.family);
          }
        });
    return families;
  }
}
