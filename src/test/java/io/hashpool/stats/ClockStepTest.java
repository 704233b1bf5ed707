package io.hashpool.stats;

import static io.hashpool.stats.StatsFixture.downstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hashpool.quote.EhashAmount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Someone sets the clock of a pool that mines in this process, and sets it right again. */
class ClockStepTest {
  private static final Duration GAP = Duration.ofSeconds(5);
  private static final double HASHRATE = 2 * 0x1p32 / GAP.toSeconds();

  private final StatsFixture fixture = new StatsFixture();
  private final PoolStatsRegistry registry = fixture.registry();

  @ParameterizedTest
  @ValueSource(strings = {"PT-1H", "PT1H"})
  void noDurationRateOrCountNoticesAnHourBackOrForthAndBackAgain(String hour) {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    mine(session, 100);
    Map<Meter.Id, Double> totals = totals();
    for (Duration step : new Duration[] {Duration.parse(hour), Duration.parse(hour).negated()}) {
      fixture.step(step);
      assertThat(value(PoolMeter.DOWNSTREAM_HASHRATE, session))
          .isCloseTo(HASHRATE, within(0.1 * HASHRATE));
      for (int share = 0; share < 100; share++) {
        mine(session, 1);
        assertThat(value(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, session))
            .isCloseTo(GAP.toSeconds(), within(1e-6));
        assertThat(value(PoolMeter.DOWNSTREAM_HASHRATE, session))
            .isCloseTo(HASHRATE, within(0.1 * HASHRATE));
        assertAgesAre(session, Duration.ZERO);
      }
      Map<Meter.Id, Double> now = totals();
      totals.forEach((id, before) -> assertThat(now.get(id)).isGreaterThanOrEqualTo(before));
      totals = now;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1H", "PT1H"})
  void silenceIsAsLongAsItIs(String hour) {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    mine(session, 20);
    fixture.pass(Duration.ofMinutes(2));
    fixture.step(Duration.parse(hour));
    assertAgesAre(session, Duration.ofMinutes(2));
    assertThat(value(PoolMeter.DOWNSTREAM_HASHRATE, session)).isZero();

    fixture.pass(Duration.ofMinutes(1));
    fixture.step(Duration.parse(hour).negated());
    assertAgesAre(session, Duration.ofMinutes(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1H", "PT1H"})
  void aYoungConnectionIsAsOldAsItIs(String hour) {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    fixture.pass(GAP);
    session.recordWork(2, 2);
    fixture.step(Duration.parse(hour));
    assertThat(value(PoolMeter.DOWNSTREAM_HASHRATE, session)).isEqualTo(HASHRATE);
    assertThat(registry.snapshot().downstreams().get(0).window())
        .contains(new WorkInWindow(0, 2, GAP.toSeconds()));
  }

  @Test
  void aMomentHasOneTimeAtEveryScrapeThoughTheClocksDriftALittle() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordShare();
    double at = value(PoolMeter.DOWNSTREAM_LAST_SHARE_AT, session);
    for (int second = 0; second < 20; second++) {
      fixture.pass(Duration.ofSeconds(1));
      fixture.step(Duration.ofMillis(second % 2 == 0 ? 100 : -90));
      assertThat(value(PoolMeter.DOWNSTREAM_LAST_SHARE_AT, session)).isEqualTo(at);
    }
  }

  @Test
  void snapshotTellsTheTimeAsItIsSetNow() {
    DownstreamStats session = registry.registerDownstream(downstream(7));
    session.recordShare();
    fixture.pass(Duration.ofMinutes(1));
    fixture.step(Duration.ofHours(-1));
    PoolSnapshot snapshot = registry.snapshot();
    assertThat(snapshot.takenAt()).isEqualTo(fixture.instant());
    assertThat(snapshot.downstreams().get(0).lastShareAt())
        .contains(fixture.instant().minus(Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-3600, 3600})
  void aReportingPoolsStepMakesNoGap(int step) {
    DownstreamStats session = registry.resumeDownstream(downstream(7), DownstreamTotals.ZERO);
    for (int set : new int[] {0, step, 0}) {
      for (int i = 0; i < 10; i++) {
        fixture.pass(GAP);
        session.reportShares(1);
        session.reportLastShareAt(fixture.instant().plusSeconds(set));
      }
    }
    assertThat(value(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, session))
        .isCloseTo(GAP.toSeconds(), within(1e-6));
    assertThat(session.lastShareAt()).contains(fixture.instant());
  }

  private void mine(DownstreamStats session, int shares) {
    for (int share = 0; share < shares; share++) {
      fixture.pass(GAP);
      new StatsCallback(session).onQuoteCreated(1, EhashAmount.ZERO);
      session.recordWork(2, 2);
    }
  }

  /** As Prometheus reckons them: its clock, which was set alike, less the sample. */
  private void assertAgesAre(DownstreamStats session, Duration sinceShare) {
    double now = fixture.instant().toEpochMilli() / 1e3;
    assertThat(now - value(PoolMeter.DOWNSTREAM_LAST_SHARE_AT, session))
        .isCloseTo(sinceShare.toSeconds(), within(1e-6));
    assertThat(now - value(PoolMeter.DOWNSTREAM_CONNECTED_AT, session)).isPositive();
  }

  private double value(PoolMeter meter, DownstreamStats session) {
    OptionalDouble value = fixture.value(meter, session);
    assertThat(value).as(meter.sampleName()).isPresent();
    assertThat(value.getAsDouble()).as(meter.sampleName()).isFinite().isNotNegative();
    return value.getAsDouble();
  }

  private Map<Meter.Id, Double> totals() {
    Map<Meter.Id, Double> totals = new HashMap<>();
    for (Meter meter : fixture.meters.getMeters()) {
      if (!(meter instanceof Gauge)) {
        meter.measure().forEach(m -> totals.merge(meter.getId(), m.getValue(), Double::sum));
      }
    }
    assertThat(totals).hasSizeGreaterThan(10);
    return totals;
  }
}
