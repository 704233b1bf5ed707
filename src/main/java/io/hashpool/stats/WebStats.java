package io.hashpool.stats;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the web server refused, as meters. Thread-safe. Keep a reference to it for as long as it
 * should be scraped.
 */
public final class WebStats implements AutoCloseable {
  private final MeterRegistry registry;
  private final LongAdder[] refusals = new LongAdder[WebRefusal.values().length];
  private final List<Meter> registered = new ArrayList<>();

  /** Registers the meters. */
  public WebStats(MeterRegistry registry) {
    this.registry = registry;
    PoolMeter meter = PoolMeter.HTTP_REFUSALS;
    for (WebRefusal reason : WebRefusal.values()) {
      LongAdder total = new LongAdder();
      refusals[reason.ordinal()] = total;
      registered.add(
          MeterBuilders.counter(meter, total, LongAdder::sum)
              .tags(List.of(meter.tag("reason", reason.code())))
              .register(registry));
    }
  }

  /** A request was refused, or its connection cut. */
  public void refused(WebRefusal reason) {
    refusals[reason.ordinal()].increment();
  }

  /** How often it was, for this reason. */
  public long refusals(WebRefusal reason) {
    return refusals[reason.ordinal()].sum();
  }

  /** Removes the meters. */
  @Override
  public void close() {
    registered.forEach(registry::remove);
  }
}
