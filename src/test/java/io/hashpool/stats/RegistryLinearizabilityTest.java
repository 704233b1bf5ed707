package io.hashpool.stats;

import static io.hashpool.stats.StatsFixture.downstream;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Connects, disconnects, shares and snapshots from several threads at once, in any order that the
 * model checker can think of: each result is one that some order of whole operations gives, and
 * afterwards meters and totals agree with who is live.
 */
public class RegistryLinearizabilityTest {
  /** Zero, since the model checker takes a record's hash for zero where it runs the code. */
  private static final long ID_VALUE = 0;

  private static final DownstreamId ID = new DownstreamId(ID_VALUE);

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final PoolStatsRegistry registry = new PoolStatsRegistry(meters);
  private final DownstreamStats first = registry.registerDownstream(downstream(ID_VALUE));

  /** Connects anew under the id of the first, or after it. */
  @Operation
  public void connect() {
    registry.registerDownstream(downstream(ID_VALUE));
  }

  @Operation
  public void disconnect() {
    registry.unregisterDownstream(ID);
  }

  /** An event of the first session, be it live or long gone. */
  @Operation
  public void shareOfTheFirst() {
    first.recordShare();
  }

  @Operation
  public void closeTheFirst() {
    first.close();
  }

  /**
   * Who is live. Not what they mined: a share that comes while a snapshot is taken may be in it or
   * not, even if its session ends in between.
   */
  @Operation
  public List<DownstreamId> snapshot() {
    return registry.snapshot().downstreams().stream().map(d -> d.info().id()).toList();
  }

  @Operation
  public boolean isFirstLive() {
    return registry.getStats(ID).filter(first::equals).isPresent();
  }

  @Operation
  public double poolShares() {
    return total(PoolMeter.POOL_SHARES);
  }

  @Validate
  public void metersAreThoseOfTheLiveSession() {
    long live = registry.snapshot().downstreams().size();
    check(live, total(PoolMeter.POOL_CONNECTIONS) - total(PoolMeter.POOL_DISCONNECTIONS));
    check(live, value(PoolMeter.POOL_DOWNSTREAMS));
    long shown = withId(PoolMeter.DOWNSTREAM_INFO);
    check(live, shown);
    check(live, withId(PoolMeter.DOWNSTREAM_SHARES));
    check(first.totals().shares(), total(PoolMeter.POOL_SHARES));
    long stamped = isFirstLive() && first.lastShareAt().isPresent() ? 1 : 0;
    check(stamped, withId(PoolMeter.DOWNSTREAM_LAST_SHARE_AT));
  }

  private static void check(double expected, double actual) {
    if (expected != actual) {
      throw new IllegalStateException("expected " + expected + ", not " + actual);
    }
  }

  private double total(PoolMeter meter) {
    return meters.get(meter.meterName()).functionCounter().count();
  }

  private double value(PoolMeter meter) {
    return meters.get(meter.meterName()).gauge().value();
  }

  private long withId(PoolMeter meter) {
    return meters
        .find(meter.meterName())
        .tag(PoolMeter.DOWNSTREAM_ID, ID.toString())
        .meters()
        .size();
  }

  private static boolean isTrusted(String className) {
    return className.startsWith("io.micrometer.") || className.startsWith("org.slf4j.");
  }

  @Test
  void everyInterleavingIsLinearizable() {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(Integer.getInteger("lincheck.iterations", 4))
        .invocationsPerIteration(Integer.getInteger("lincheck.invocations", 40))
        // Micrometer and the logger are trusted: whole steps, which leaves time for ours.
        .addGuarantee(forClasses((String name) -> isTrusted(name)).allMethods().ignore())
        .check(RegistryLinearizabilityTest.class);
  }
}
