package io.hashpool.demo;

import static io.hashpool.stats.RejectReason.DUPLICATE_SHARE;
import static io.hashpool.stats.RejectReason.INVALID_CHANNEL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.hashpool.stats.PoolMeter;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.RejectReason;
import io.hashpool.stats.ServiceType;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {
  /** Many times as busy as the default, so that all that happens in minutes happens in seconds. */
  private static final DemoOptions ACCELERATED =
      new DemoOptions(
          14, 300, Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofSeconds(2), 7);

  /** For waiting: a busy machine has a few times longer than it should take. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final PoolStatsRegistry stats = new PoolStatsRegistry(meters);

  /** What each counter of a session stood at when it was removed, summed by name. */
  private final Map<String, Double> gone = new ConcurrentHashMap<>();

  @BeforeEach
  void keepWhatRemovedCountersStoodAt() {
    meters
        .config()
        .onMeterRemoved(
            meter -> {
              if (meter instanceof FunctionCounter counter) {
                gone.merge(meter.getId().getName(), counter.count(), Double::sum);
              }
            });
  }

  @AfterEach
  void closeMeters() {
    stats.close();
    meters.close();
  }

  @Test
  void everyMeterOfThePoolGetsALiveSample() {
    try (Demo demo = Demo.start(ACCELERATED, stats)) {
      assertThat(demo).isNotNull();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                List<PoolMeter> ofAPool =
                    Arrays.stream(PoolMeter.values()).filter(PoolMeter::isShownInProcess).toList();
                assertThat(liveMeterNames())
                    .containsAll(ofAPool.stream().map(PoolMeter::meterName).toList());
                for (PoolMeter meter : ofAPool) {
                  if (meter.kind() == PoolMeter.Kind.COUNTER) {
                    assertThat(largest(meter, Tags.empty())).as(meter.meterName()).isPositive();
                  }
                }
                for (RejectReason reason : EnumSet.range(INVALID_CHANNEL_ID, DUPLICATE_SHARE)) {
                  Tags tags = Tags.of("reason", reason.code());
                  assertThat(largest(PoolMeter.DOWNSTREAM_REJECTED_SHARES, tags))
                      .as(reason.code())
                      .isPositive();
                }
                assertThat(meters.get("hashpool.pool.share.validation").timer().count())
                    .isPositive();
              });
      assertThat(stats.snapshot().listenAddress()).isPresent();
      assertThat(stats.snapshot().services())
          .extracting(service -> service.type())
          .containsExactlyInAnyOrder(ServiceType.values());
    }
  }

  @Test
  void poolTotalsAreTheSumOverAllSessionsLiveAndGone() {
    try (Demo demo = Demo.start(ACCELERATED, stats)) {
      assertThat(demo).isNotNull();
      await()
          .atMost(PATIENCE)
          .until(() -> largest(PoolMeter.POOL_DISCONNECTIONS, Tags.empty()) >= 2);
    }
    assertThat(meters.getMeters())
        .noneMatch(meter -> meter.getId().getTag(PoolMeter.DOWNSTREAM_ID) != null);
    assertSumOfSessions(PoolMeter.POOL_SHARES, PoolMeter.DOWNSTREAM_SHARES);
    assertSumOfSessions(PoolMeter.POOL_QUOTES, PoolMeter.DOWNSTREAM_QUOTES);
    assertSumOfSessions(PoolMeter.POOL_EHASH_MINED, PoolMeter.DOWNSTREAM_EHASH_MINED);
    assertSumOfSessions(PoolMeter.POOL_DIFFICULTY, PoolMeter.DOWNSTREAM_DIFFICULTY);
    assertSumOfSessions(PoolMeter.POOL_REJECTED_SHARES, PoolMeter.DOWNSTREAM_REJECTED_SHARES);
    assertThat(largest(PoolMeter.POOL_CONNECTIONS, Tags.empty()))
        .isEqualTo(largest(PoolMeter.POOL_DISCONNECTIONS, Tags.empty()));
  }

  @Test
  void eachBehaviourShowsInTheStatistics() {
    try (Demo demo = Demo.start(ACCELERATED, stats)) {
      assertThat(demo).isNotNull();
      Duration quiet = Duration.ofSeconds(4);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  lastShareOf(Behaviour.FALLING_SILENT)
                      .map(last -> last.plus(quiet).isBefore(Instant.now()))
                      .orElse(false));
      assertThat(stats.snapshot().downstreams()).hasSizeBetween(13, 14);
      assertThat(lastShareOf(Behaviour.NEVER_SHARING)).isEmpty();
      assertThat(lastShareOf(Behaviour.FAST).orElseThrow()).isAfter(Instant.now().minusSeconds(4));
      assertThat(counterOf(PoolMeter.DOWNSTREAM_QUOTES, Behaviour.STANDARD)).isZero();
      assertThat(counterOf(PoolMeter.DOWNSTREAM_SHARES, Behaviour.STANDARD)).isPositive();
      assertThat(counterOf(PoolMeter.DOWNSTREAM_DIFFICULTY, Behaviour.FAST))
          .isGreaterThan(2 * counterOf(PoolMeter.DOWNSTREAM_DIFFICULTY, Behaviour.EXTENDED));
      assertThat(counterOf(PoolMeter.DOWNSTREAM_DIFFICULTY, Behaviour.EXTENDED))
          .isGreaterThan(5 * counterOf(PoolMeter.DOWNSTREAM_DIFFICULTY, Behaviour.SLOW));
      assertThat(stats.snapshot().downstreams())
          .filteredOn(downstream -> downstream.info().workSelection())
          .singleElement()
          .satisfies(declaring -> assertThat(declaring.totals().shares()).isPositive());
      assertThat(stats.snapshot().downstreams())
          .as("addresses of documentation networks, one each")
          .extracting(downstream -> downstream.info().address())
          .doesNotHaveDuplicates()
          .allMatch(address -> address.matches("(192\\.0\\.2|198\\.51\\.100)\\.\\d+:\\d+"));
    }
  }

  @Test
  void closesWithinASecondAndLeavesNoThread() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Demo demo = Demo.start(ACCELERATED, stats);
    await().atMost(PATIENCE).until(() -> largest(PoolMeter.POOL_QUOTES, Tags.empty()) > 10);
    long start = System.nanoTime();
    demo.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    demo.close();
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("hashpool-")));
    double shares = largest(PoolMeter.POOL_SHARES, Tags.empty());
    assertThat(shares).isPositive();
    assertThat(largest(PoolMeter.POOL_DOWNSTREAMS, Tags.empty())).isZero();
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    DemoOptions d = DemoOptions.DEFAULTS;
    assertThatThrownBy(() -> options(9, 12, d.silentAfter()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 10 (one of each behaviour) to 5000, not 9");
    assertThatThrownBy(() -> options(12, 0, d.silentAfter()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shares per minute must be above 0 and at most 1000.0, not 0.0");
    assertThatThrownBy(() -> options(12, 12, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("silent-after must be above zero");
  }

  private static DemoOptions options(int miners, double sharesPerMinute, Duration silentAfter) {
    DemoOptions d = DemoOptions.DEFAULTS;
    return new DemoOptions(
        miners, sharesPerMinute, silentAfter, d.reconnectEvery(), d.blockInterval(), d.seed());
  }

  private void assertSumOfSessions(PoolMeter pool, PoolMeter downstream) {
    double total =
        meters.find(pool.meterName()).functionCounters().stream()
            .mapToDouble(FunctionCounter::count)
            .sum();
    assertThat(total).as(pool.meterName()).isPositive();
    assertThat(gone.get(downstream.meterName()))
        .as(downstream.meterName())
        .isCloseTo(total, within(total * 1e-9));
  }

  private Set<String> liveMeterNames() {
    return meters.getMeters().stream()
        .filter(meter -> value(meter).isPresent())
        .map(meter -> meter.getId().getName())
        .collect(Collectors.toSet());
  }

  private double largest(PoolMeter meter, Tags tags) {
    return meters.find(meter.meterName()).tags(tags).meters().stream()
        .flatMap(each -> value(each).stream())
        .mapToDouble(value -> value)
        .max()
        .orElse(Double.NaN);
  }

  /** The first measurement, where all are finite. */
  private static Optional<Double> value(Meter meter) {
    boolean finite =
        StreamSupport.stream(meter.measure().spliterator(), false)
            .allMatch(measurement -> Double.isFinite(measurement.getValue()));
    return finite ? Optional.of(meter.measure().iterator().next().getValue()) : Optional.empty();
  }

  /** Miners connect in the order of their behaviours, and ids count up from 1. */
  private static String idOf(Behaviour behaviour) {
    return Integer.toString(behaviour.ordinal() + 1);
  }

  private double counterOf(PoolMeter meter, Behaviour behaviour) {
    return largest(meter, Tags.of(PoolMeter.DOWNSTREAM_ID, idOf(behaviour)));
  }

  private Optional<Instant> lastShareOf(Behaviour behaviour) {
    return stats.snapshot().downstreams().stream()
        .filter(downstream -> downstream.info().id().toString().equals(idOf(behaviour)))
        .findFirst()
        .orElseThrow()
        .lastShareAt();
  }
}
