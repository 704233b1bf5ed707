package io.hashpool.feed;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/** Reads meters as a scraper would. */
final class Meters {
  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The value of the one meter of this name and these tags. */
  double value(String name, String... tags) {
    return find(name, tags).orElseThrow(() -> new AssertionError("no meter " + name));
  }

  OptionalDouble find(String name, String... tags) {
    Collection<Meter> found = registry.find(name).tags(tags).meters();
    if (found.size() > 1) {
      throw new AssertionError(found.size() + " meters " + name);
    }
    return found.stream()
        .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
        .mapToDouble(measurement -> measurement.getValue())
        .findFirst();
  }

  double shares(long id) {
    return value("hashpool.pool.downstream.shares", "downstream_id", Long.toString(id));
  }

  boolean shows(long id) {
    return !registry
        .find("hashpool.pool.downstream.info")
        .tag("downstream_id", Long.toString(id))
        .meters()
        .isEmpty();
  }

  /** How many downstreams have series of their own. */
  int shown() {
    return registry.find("hashpool.pool.downstream.info").meters().size();
  }

  OptionalDouble hashrate(long id) {
    return find("hashpool.pool.downstream.hashrate", "downstream_id", Long.toString(id));
  }

  double poolShares() {
    return value("hashpool.pool.shares");
  }

  double connections() {
    return value("hashpool.pool.connections");
  }

  double disconnections() {
    return value("hashpool.pool.disconnections");
  }
}
