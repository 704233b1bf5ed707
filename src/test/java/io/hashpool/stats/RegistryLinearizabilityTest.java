package io.hashpool.stats;

import static io.hashpool.stats.StatsFixture.downstream;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.hashpool.quote.EhashAmount;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Connects, disconnects, shares, rejections and snapshots of two downstreams from several threads
 * at once: each result is one that a plain model gives for some order of whole operations, and
 * afterwards meters and totals agree with who is live.
 *
 * <p>The model checker tries the interleavings of a small scenario one by one; the stress run lets
 * real threads race. {@code -Dlincheck.iterations} and {@code -Dlincheck.invocations} say how many
 * scenarios are made up besides those written here, and how often each is run.
 */
@Tag("slow")
class RegistryLinearizabilityTest {
  /** What may happen at once. Each downstream has a session from the start, its first. */
  @Param(name = "which", gen = IntGen.class, conf = "0:1")
  public abstract static class Operations {
    private static final EhashAmount EHASH = EhashAmount.of(new byte[32], 255);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    // Of a feed: with a third of the meters, all of whose registering the model checker follows.
    private final PoolStatsRegistry registry =
        PoolStatsRegistry.builder(meters).origin(StatsOrigin.REPORTED).build();
    private final long[] ids;
    private final DownstreamStats[] first;

    Operations(long... ids) {
      this.ids = ids;
      this.first =
          Arrays.stream(ids)
              .mapToObj(id -> registry.registerDownstream(downstream(id)))
              .toArray(DownstreamStats[]::new);
    }

    /** Connects anew under the id of the first session, which may be live or not. */
    @Operation
    public void connect(@Param(name = "which") int which) {
      registry.registerDownstream(downstream(ids[which]));
    }

    @Operation
    public void disconnect(@Param(name = "which") int which) {
      registry.unregisterDownstream(new DownstreamId(ids[which]));
    }

    @Operation
    public void closeTheFirst(@Param(name = "which") int which) {
      first[which].close();
    }

    /** Of the first session, be it live or long gone; so are the next two. */
    @Operation
    public void share(@Param(name = "which") int which) {
      first[which].recordShare();
    }

    @Operation
    public void quote(@Param(name = "which") int which) {
      first[which].recordQuote(EHASH);
    }

    @Operation
    public void reject(@Param(name = "which") int which) {
      first[which].recordRejection(RejectReason.STALE_SHARE);
    }

    /**
     * Of one downstream, since who else is live when it is listed may have changed meanwhile. Not
     * what it mined: a share that comes while a snapshot is taken may be in it or not.
     */
    @Operation
    public boolean snapshotShows(@Param(name = "which") int which) {
      return registry.snapshot().downstreams().stream()
          .anyMatch(d -> d.info().id().value() == ids[which]);
    }

    @Operation
    public boolean isFirstLive(@Param(name = "which") int which) {
      return registry
          .getStats(new DownstreamId(ids[which]))
          .filter(first[which]::equals)
          .isPresent();
    }

    @Operation
    public long poolShares() {
      return (long) total(PoolMeter.POOL_SHARES);
    }

    @Operation
    public long poolRejections() {
      return registry.totals().rejected(RejectReason.STALE_SHARE).sum();
    }

    /** Once all is done. */
    @Validate
    public void metersAndTotalsAgree() {
      long live = registry.snapshot().downstreams().size();
      check(live, total(PoolMeter.POOL_CONNECTIONS) - total(PoolMeter.POOL_DISCONNECTIONS));
      check(live, meters.get(PoolMeter.POOL_DOWNSTREAMS.meterName()).gauge().value());
      check(sumOverFirst(s -> s.totals().shares()), total(PoolMeter.POOL_SHARES));
      check(sumOverFirst(s -> s.totals().quotes()), total(PoolMeter.POOL_QUOTES));
      check(sumOverFirst(s -> s.totals().ehash()), total(PoolMeter.POOL_EHASH_MINED));
      check(sumOverFirst(s -> s.rejected(RejectReason.STALE_SHARE)), poolRejections());
      for (int which = 0; which < ids.length; which++) {
        boolean isLive = registry.getStats(new DownstreamId(ids[which])).isPresent();
        check(isLive, which, PoolMeter.DOWNSTREAM_INFO);
        check(isLive, which, PoolMeter.DOWNSTREAM_SHARES);
        boolean shown = isFirstLive(which);
        long shares = first[which].totals().shares();
        check(shown && shares > 0, which, PoolMeter.DOWNSTREAM_LAST_SHARE_AT);
        check(shown && shares > 1, which, PoolMeter.DOWNSTREAM_SHARE_INTERVAL);
        boolean rejected = first[which].rejected(RejectReason.STALE_SHARE) > 0;
        check(shown && rejected, which, PoolMeter.DOWNSTREAM_REJECTED_SHARES);
      }
    }

    private double total(PoolMeter meter) {
      return meters.get(meter.meterName()).functionCounter().count();
    }

    private long sumOverFirst(ToLongFunction<DownstreamStats> total) {
      return Arrays.stream(first).mapToLong(total).sum();
    }

    private void check(boolean shown, int which, PoolMeter meter) {
      int registered =
          meters
              .find(meter.meterName())
              .tag(PoolMeter.DOWNSTREAM_ID, Long.toString(ids[which]))
              .meters()
              .size();
      check(shown ? 1 : 0, registered);
    }

    private static void check(double expected, double actual) {
      if (expected != actual) {
        throw new IllegalStateException("expected " + expected + ", not " + actual);
      }
    }
  }

  /**
   * Two ids that fall into one bin of the registry's map, whether a record's hash is taken for what
   * it is or for zero, as the model checker does where it runs the code.
   */
  public static final class SameBin extends Operations {
    public SameBin() {
      super(0, 0x8000_8000L);
    }
  }

  /** Two ids that fall into different bins, and so under different locks. */
  public static final class DifferentBins extends Operations {
    public DifferentBins() {
      super(0, 1);
    }
  }

  /** What the operations mean, one after the other. */
  public static final class Model {
    private final boolean[] live = {true, true};
    private final boolean[] firstLive = {true, true};
    private long shares;
    private long rejections;

    public void connect(int which) {
      live[which] = true;
      firstLive[which] = false;
    }

    public void disconnect(int which) {
      live[which] = false;
      firstLive[which] = false;
    }

    public void closeTheFirst(int which) {
      live[which] &= !firstLive[which];
      firstLive[which] = false;
    }

    public void share(int which) {
      shares++;
    }

    public void quote(int which) {
      shares++;
    }

    public void reject(int which) {
      rejections++;
    }

    public boolean snapshotShows(int which) {
      return live[which];
    }

    public boolean isFirstLive(int which) {
      return firstLive[which];
    }

    public long poolShares() {
      return shares;
    }

    public long poolRejections() {
      return rejections;
    }
  }

  /** What two threads do at once, where a registry that is not careful goes wrong. */
  private static final List<String> RACES =
      List.of(
          "connect, isFirstLive | connect, snapshotShows",
          "connect, snapshotShows | disconnect, snapshotShows",
          "closeTheFirst, isFirstLive | connect, snapshotShows",
          "closeTheFirst, snapshotShows | disconnect, connect",
          "share, share | closeTheFirst, poolShares",
          "reject, poolRejections | connect, reject",
          "quote, poolShares | share, poolShares");

  @Test
  void everyInterleavingIsLinearizable() {
    scenarios(new ModelCheckingOptions(), SameBin.class, 1)
        .invocationsPerIteration(Integer.getInteger("lincheck.invocations", 10))
        // Micrometer and the logger are trusted: whole steps, which leaves time for ours.
        .addGuarantee(forClasses((String name) -> isTrusted(name)).allMethods().ignore())
        .check(SameBin.class);
  }

  @Test
  void racingThreadsAreLinearizable() {
    scenarios(new StressOptions(), DifferentBins.class, 3)
        .invocationsPerIteration(Integer.getInteger("lincheck.invocations", 100))
        .check(DifferentBins.class);
  }

  /** The races, and some scenarios that the tool makes up. */
  private static <T extends Options<T, ?>> T scenarios(
      T options, Class<? extends Operations> test, int madeUp) {
    RACES.forEach(race -> options.addCustomScenario(scenario(test, race)));
    return options
        // Ten seconds by default, no public name; a busy machine may take longer to rewrite a
        // class.
        .invocationTimeout$lincheck(Duration.ofMinutes(2).toMillis())
        .sequentialSpecification(Model.class)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        // The default is 10 s. On a busy machine the instrumentation of classes alone takes that.
        .invocationTimeout$lincheck(Duration.ofMinutes(2).toMillis())
        .iterations(Integer.getInteger("lincheck.iterations", madeUp));
  }

  private static ExecutionScenario scenario(Class<? extends Operations> test, String race) {
    List<List<Actor>> threads =
        Arrays.stream(race.split(" \\| "))
            .map(thread -> Arrays.stream(thread.split(", ")).map(it -> actor(test, it)).toList())
            .toList();
    return new ExecutionScenario(
        List.of(), threads, List.of(), actor(test, "metersAndTotalsAgree"));
  }

  /** Of the first downstream, where the operation is of one. */
  private static Actor actor(Class<? extends Operations> test, String operation) {
    Method method =
        Arrays.stream(test.getMethods())
            .filter(it -> it.getName().equals(operation))
            .findFirst()
            .orElseThrow();
    return new Actor(method, method.getParameterCount() == 0 ? List.of() : List.of(0));
  }

  private static boolean isTrusted(String className) {
    return className.startsWith("io.micrometer.") || className.startsWith("org.slf4j.");
  }
}
