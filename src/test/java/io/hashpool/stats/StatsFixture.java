package io.hashpool.stats;

import io.hashpool.base.Clocks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;

/** A registry on a clock that stands still until told, and how to read a meter from it. */
public final class StatsFixture implements InstantSource {
  public static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  public final MeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong(-5);
  private Instant now = START;

  public PoolStatsRegistry registry() {
    return builder().build();
  }

  public PoolStatsRegistry.Builder builder() {
    return PoolStatsRegistry.builder(meters).clock(clocks());
  }

  @Override
  public Instant instant() {
    return now;
  }

  public Clocks clocks() {
    return new Clocks(this, nanos::get);
  }

  /** Time passes. */
  public void pass(Duration time) {
    now = now.plus(time);
    nanos.addAndGet(time.toNanos());
  }

  /** Someone sets the time; none passes. */
  public void step(Duration by) {
    now = now.plus(by);
  }

  public static DownstreamInfo downstream(long id) {
    return new DownstreamInfo(new DownstreamId(id), "192.0.2.1:" + (40_000 + id), false);
  }

  /** A report shows this many new shares, an unsigned number, and when the last of all was. */
  static void report(DownstreamStats session, long newShares, Instant lastShareAt) {
    session.add(new Growth(new DownstreamTotals(newShares, 0, 0)), true);
    if (newShares != 0) {
      session.reportShares(newShares);
    }
    session.reportLastShareAt(lastShareAt);
  }

  /** The value of the meter with these tags (among others), or empty where there is none. */
  public OptionalDouble value(PoolMeter meter, String... tags) {
    Meter found = meters.find(meter.meterName()).tags(tags).meter();
    if (found instanceof FunctionCounter counter) {
      return OptionalDouble.of(counter.count());
    }
    return found instanceof Gauge gauge ? OptionalDouble.of(gauge.value()) : OptionalDouble.empty();
  }

  public OptionalDouble value(PoolMeter meter, DownstreamStats session) {
    return value(meter, PoolMeter.DOWNSTREAM_ID, session.info().id().toString());
  }

  public long metersWithDownstreamId() {
    return meters.getMeters().stream()
        .filter(meter -> meter.getId().getTag(PoolMeter.DOWNSTREAM_ID) != null)
        .count();
  }
}
