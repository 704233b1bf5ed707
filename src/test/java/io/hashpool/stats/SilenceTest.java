package io.hashpool.stats;

import static io.hashpool.stats.StatsFixture.downstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a miner, and the whole pool, is called silent: by numbers worked out by hand. */
class SilenceTest {
  private static final double NEWCOMER = 1_800;
  private static final double DAY = 86_400;

  private final StatsFixture fixture = new StatsFixture();
  private final PoolStatsRegistry registry = fixture.registry();

  @Test
  void theWorkedExampleOfTheDocumentation() {
    // Six miners at two shares a minute, each known from 128 gaps.
    List<DownstreamStats> miners = new ArrayList<>();
    for (int id = 0; id < 6; id++) {
      miners.add(registry.registerDownstream(downstream(id)));
    }
    for (int share = 0; share <= 200; share++) {
      fixture.pass(Duration.ofSeconds(30));
      miners.forEach(this::share);
    }
    // R = 6 * 127 / (128 * 30) = 0.198 a second; ln(86400 * 0.198 / 0.1) = 12.05, so k = 12.5.
    assertThat(limit(miners.get(0)))
        .isCloseTo(128 * 30 * (Math.exp(12.5 / 128) - 1), within(1e-6))
        .isCloseTo(393.9, within(0.05));
  }

  @Test
  void aNewcomerGetsHalfAnHourFromConnectingOn() {
    DownstreamStats session = registry.registerDownstream(downstream(1));
    double connectedAt = time();
    fixture.pass(Duration.ofMinutes(20));
    assertThat(silentAt(session)).isEqualTo(connectedAt + NEWCOMER);
    share(session);
    assertThat(silentAt(session)).isEqualTo(time() + NEWCOMER);
  }

  @Test
  void aNewcomerInASlowPoolGetsSeveralTimesTheGapOfItsSlowest() {
    DownstreamStats slow = registry.registerDownstream(downstream(1));
    mine(slow, 20, Duration.ofMinutes(20));
    DownstreamStats newcomer = registry.registerDownstream(downstream(2));
    // R = 18 / (19 * 1200); k = ln(86400 R / 0.1) = 6.5, rounded up to 7.0 as 6.525 is above it.
    double k = 7.0;
    double steps = Math.ceil(Math.log(k * 1200 / NEWCOMER) / Math.log(1.25));
    assertThat(limit(newcomer)).isCloseTo(NEWCOMER * Math.pow(1.25, steps), within(1e-6));
  }

  @Test
  void thePaceOfSessionsThatEndedWithinADayIsRemembered() {
    DownstreamStats slow = registry.registerDownstream(downstream(1));
    mine(slow, 20, Duration.ofMinutes(20));
    double before = limit(registry.registerDownstream(downstream(2)));
    assertThat(before).isGreaterThan(2 * NEWCOMER);
    slow.close();
    DownstreamStats after = registry.registerDownstream(downstream(1));
    fixture.pass(Duration.ofHours(23));
    assertThat(limit(after)).isEqualTo(before);
    fixture.pass(Duration.ofHours(2));
    // Falls, and stays one step above, as all that falls does.
    assertThat(limit(after)).isCloseTo(1.25 * NEWCOMER, within(1e-6));
  }

  @Test
  void manySessionsThatEndAreRememberedInBoundedNumber() {
    for (int i = 0; i < 11_000; i++) {
      DownstreamStats session = registry.registerDownstream(downstream(1));
      mine(session, 2, Duration.ofMillis(i < 1_000 ? 100_000 : 10));
      session.close();
    }
    // One in eleven was slow, more than the percentile leaves out; the latest 10,000 were not.
    assertThat(limit(registry.registerDownstream(downstream(1)))).isEqualTo(NEWCOMER);
  }

  @Test
  void kFollowsThePoolsRateInSteps() {
    DownstreamStats probe = registry.registerDownstream(downstream(0));
    mine(probe, 200, Duration.ofSeconds(60));
    double k = impliedK(probe);
    assertThat(k * 2).isEqualTo(Math.rint(k * 2), within(1e-6));
    List<DownstreamStats> others = new ArrayList<>();
    for (int id = 1; id <= 20; id++) {
      others.add(registry.registerDownstream(downstream(id)));
    }
    for (int share = 0; share < 10; share++) {
      fixture.pass(Duration.ofSeconds(6));
      others.forEach(this::share);
    }
    double higher = impliedK(probe);
    assertThat(higher).isGreaterThan(k);
    others.forEach(DownstreamStats::close);
    fixture.pass(Duration.ofSeconds(10));
    assertThat(impliedK(probe))
        .as("one step above what it rises to")
        .isCloseTo(k + 0.5, within(1e-6));
  }

  @Test
  void aSilentPoolsRateDoesNotFall() {
    DownstreamStats session = registry.registerDownstream(downstream(1));
    mine(session, 50, Duration.ofSeconds(10));
    double silentAt = silentAt(session);
    fixture.pass(Duration.ofDays(3));
    assertThat(silentAt(session)).isEqualTo(silentAt);
  }

  @Test
  void sessionsOfTheFirstReportHaveADayUntilHalfOfThemShared() {
    List<DownstreamStats> baseline = new ArrayList<>();
    for (int id = 0; id < 4; id++) {
      baseline.add(registry.resumeDownstream(downstream(id), new DownstreamTotals(100, 0, 0)));
    }
    DownstreamStats newcomer = registry.registerDownstream(downstream(9));
    assertThat(limit(baseline.get(0))).isEqualTo(DAY);
    assertThat(limit(newcomer)).isEqualTo(NEWCOMER);
    grow(baseline.get(0));
    assertThat(limit(baseline.get(0))).isEqualTo(DAY);
    assertThat(limit(baseline.get(3))).isEqualTo(DAY);
    grow(baseline.get(1));
    assertThat(limit(baseline.get(3))).isEqualTo(NEWCOMER);
  }

  @Test
  void sessionsOfTheFirstReportThatLeftUnheardAreNotWaitedFor() {
    List<DownstreamStats> baseline = new ArrayList<>();
    for (int id = 0; id < 4; id++) {
      baseline.add(registry.resumeDownstream(downstream(id), new DownstreamTotals(100, 0, 0)));
    }
    grow(baseline.get(0));
    baseline.get(1).close();
    baseline.get(2).close();
    assertThat(limit(baseline.get(3))).isEqualTo(NEWCOMER);
  }

  /** A pool that restarts with its exporter has all its miners back within minutes. */
  @Test
  void tenThatConnectAsThePoolStartsHaveADayUntilHalfOfThemShared() {
    List<DownstreamStats> first = new ArrayList<>();
    for (int id = 0; id < 10; id++) {
      first.add(registry.registerDownstream(downstream(id)));
    }
    fixture.pass(Duration.ofMinutes(5));
    DownstreamStats later = registry.registerDownstream(downstream(99));
    assertThat(limit(first.get(9))).isEqualTo(DAY);
    assertThat(limit(later)).isEqualTo(NEWCOMER);
    first.subList(0, 5).forEach(this::share);
    assertThat(limit(first.get(9))).isEqualTo(NEWCOMER);
  }

  @Test
  void fewerThanTenThatConnectAsThePoolStartsAreNewcomers() {
    DownstreamStats session = registry.registerDownstream(downstream(0));
    for (int id = 1; id < 9; id++) {
      registry.registerDownstream(downstream(id));
    }
    assertThat(limit(session)).isEqualTo(NEWCOMER);
  }

  @Test
  void aReportIntervalIsAddedAfterTheShortestLimit() {
    DownstreamStats session = registry.resumeDownstream(downstream(1), DownstreamTotals.ZERO);
    registry.setReportInterval(Duration.ofSeconds(15));
    for (int i = 0; i < 200; i++) {
      fixture.pass(Duration.ofSeconds(1));
      grow(session);
    }
    fixture.pass(Duration.ofSeconds(10));
    assertThat(limit(session)).isEqualTo(120 + 15);
  }

  @Test
  void aReportedShareIsWorkAtTheReportWhateverItsStampSays() {
    DownstreamStats session = registry.resumeDownstream(downstream(1), DownstreamTotals.ZERO);
    fixture.pass(Duration.ofMinutes(5));
    StatsFixture.report(session, 1, fixture.instant().minus(Duration.ofHours(2)));
    assertThat(silentAt(session)).isEqualTo(time() + NEWCOMER);
  }

  @Test
  void aLowerDifficultyDoesNotShortenTheLimit() {
    DownstreamStats session = registry.registerDownstream(downstream(1));
    double[] target = {100};
    session.openChannel(1, () -> target[0]);
    mine(session, 50, Duration.ofMinutes(1));
    double before = limit(session);
    target[0] = 25;
    assertThat(limit(session)).isEqualTo(before);
  }

  @Test
  void ofSeveralChannelsTheMeanTargetCounts() {
    DownstreamStats session = registry.registerDownstream(downstream(1));
    double[] target = {300};
    session.openChannel(1, () -> 100);
    session.openChannel(2, () -> target[0]);
    for (int i = 0; i < 200; i++) {
      fixture.pass(Duration.ofMinutes(1));
      session.recordShare();
      session.recordWork(i % 2 == 0 ? 100 : 300, 300);
    }
    double before = limit(session);
    target[0] = 700;
    assertThat(limit(session) / before).isCloseTo(2, within(0.01));
  }

  @Test
  void whereNoWorkIsRecordedASlowerPaceOfTheLastGapsIsSeen() {
    DownstreamStats session = registry.registerDownstream(downstream(1));
    for (int i = 0; i < 200; i++) {
      fixture.pass(Duration.ofSeconds(30));
      session.recordShare();
    }
    double before = limit(session);
    for (int i = 0; i < 16; i++) {
      fixture.pass(Duration.ofSeconds(120));
      session.recordShare();
    }
    assertThat(limit(session)).isGreaterThan(2.5 * before);
  }

  @Test
  void thePoolIsSilentAfterKOfItsSharesAndAtLeastFiveMinutes() {
    assertThat(fixture.value(PoolMeter.POOL_LAST_SHARE_AT)).isEmpty();
    assertThat(fixture.value(PoolMeter.POOL_SILENT_AT)).isEmpty();
    DownstreamStats session = registry.registerDownstream(downstream(1));
    assertThat(fixture.value(PoolMeter.POOL_SILENT_AT)).isEmpty();
    share(session);
    double first = time();
    assertThat(fixture.value(PoolMeter.POOL_LAST_SHARE_AT)).hasValue(first);
    assertThat(fixture.value(PoolMeter.POOL_SILENT_AT)).hasValue(first + 7_200);

    fixture.pass(Duration.ofMinutes(2));
    mine(session, 128, Duration.ofMinutes(2));
    double rate = 127 / (128 * 120.0);
    double k = Math.ceil(2 * Math.log(DAY * rate / 0.1)) / 2;
    assertThat(poolSilentAt()).isCloseTo(time() + k / rate, within(1e-6));

    mine(session, 1_000, Duration.ofSeconds(1));
    fixture.pass(Duration.ofSeconds(10));
    assertThat(poolSilentAt()).isEqualTo(time() - 10 + 300);
  }

  @Test
  void aPoolWhoseDifficultyRoseIsSilentLater() {
    DownstreamStats session = registry.registerDownstream(downstream(1));
    double[] target = {100};
    session.openChannel(1, () -> target[0]);
    mine(session, 200, Duration.ofMinutes(2));
    double limit = poolSilentAt() - time();
    target[0] = 400;
    fixture.pass(Duration.ofSeconds(10));
    assertThat(poolSilentAt() - time() + 10).isCloseTo(4 * limit, within(1e-6));
  }

  @Test
  void aReportedPoolWhoseLatestSharesCameSlowlyIsSilentLater() {
    DownstreamStats session = registry.registerDownstream(downstream(1));
    for (int i = 0; i < 200; i++) {
      fixture.pass(Duration.ofMinutes(2));
      grow(session);
    }
    double limit = poolSilentAt() - time();
    for (int i = 0; i < 16; i++) {
      fixture.pass(Duration.ofMinutes(8));
      grow(session);
    }
    assertThat(poolSilentAt() - time()).isGreaterThan(2.5 * limit);
  }

  @Test
  void thePoolStaysAsSilentAsItWasWhenEverybodyLeaves() {
    DownstreamStats one = registry.registerDownstream(downstream(1));
    DownstreamStats other = registry.registerDownstream(downstream(2));
    for (int i = 0; i <= 128; i++) {
      fixture.pass(Duration.ofMinutes(2));
      share(one);
      share(other);
    }
    // Nobody scraped so far.
    one.close();
    other.close();
    double rate = 2 * 127 / (128 * 120.0);
    double k = Math.ceil(2 * Math.log(DAY * rate / 0.1)) / 2;
    double silentAt = time() + k / rate;
    assertThat(poolSilentAt()).isCloseTo(silentAt, within(1e-6));
    fixture.pass(Duration.ofDays(2));
    registry.registerDownstream(downstream(1));
    assertThat(poolSilentAt()).isCloseTo(silentAt, within(1e-6));
    assertThat(time()).isGreaterThan(poolSilentAt());
  }

  @Test
  void anExporterRestartedOverADeadPoolCountsItsSilenceFromTheFirstReport() {
    registry.resumeDownstream(downstream(1), new DownstreamTotals(5, 0, 0));
    double first = time();
    fixture.pass(Duration.ofHours(1));
    registry.resumeDownstream(downstream(2), new DownstreamTotals(5, 0, 0));
    assertThat(fixture.value(PoolMeter.POOL_LAST_SHARE_AT)).isEmpty();
    assertThat(poolSilentAt()).isEqualTo(first + 7_200);
  }

  @Test
  void ofAPoolThatNeverSharedNothingIsTold() {
    registry.resumeDownstream(downstream(1), DownstreamTotals.ZERO);
    fixture.pass(Duration.ofDays(1));
    assertThat(fixture.value(PoolMeter.POOL_SILENT_AT)).isEmpty();
  }

  @Test
  void whileTheSourceIsSilentNothingIsToldOfThePool() {
    DownstreamStats session = registry.resumeDownstream(downstream(1), DownstreamTotals.ZERO);
    grow(session);
    double lastShareAt = time();
    registry.setSourceSilent(true);
    assertThat(fixture.value(PoolMeter.POOL_LAST_SHARE_AT)).isEmpty();
    assertThat(fixture.value(PoolMeter.POOL_SILENT_AT)).isEmpty();
    registry.setSourceSilent(false);
    assertThat(fixture.value(PoolMeter.POOL_LAST_SHARE_AT)).hasValue(lastShareAt);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aBudgetThatIsNoneIsRefused(double budget) {
    assertThatThrownBy(() -> fixture.builder().falseSilenceAlarmsPerDay(budget))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite and above 0");
  }

  @Test
  void theBudgetIsShown() {
    StatsFixture other = new StatsFixture();
    try (PoolStatsRegistry strict = other.builder().falseSilenceAlarmsPerDay(0.02).build()) {
      assertThat(other.value(PoolMeter.POOL_FALSE_SILENCE_ALARMS)).hasValue(0.02);
      assertThat(strict.snapshot().downstreams()).isEmpty();
    }
    assertThat(fixture.value(PoolMeter.POOL_FALSE_SILENCE_ALARMS)).hasValue(0.1);
  }

  /** k, from the limit of a miner with 128 gaps. */
  private double impliedK(DownstreamStats session) {
    double mean = fixture.value(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, session).orElseThrow();
    return 128 * Math.log1p(limit(session) / (128 * mean));
  }

  private void mine(DownstreamStats session, int shares, Duration gap) {
    share(session);
    for (int i = 1; i < shares; i++) {
      fixture.pass(gap);
      share(session);
    }
  }

  private void share(DownstreamStats session) {
    session.recordShare();
    session.recordWork(100, 100);
  }

  private void grow(DownstreamStats session) {
    StatsFixture.report(session, 1, fixture.instant());
  }

  private double limit(DownstreamStats session) {
    long last = session.shareTimes().lastMillis();
    double since =
        last == ShareTimes.NEVER
            ? session.connectedAtSeconds()
            : registry.time().unixMillis(last) / 1e3;
    return silentAt(session) - since;
  }

  private double silentAt(DownstreamStats session) {
    return fixture.value(PoolMeter.DOWNSTREAM_SILENT_AT, session).orElseThrow();
  }

  private double poolSilentAt() {
    OptionalDouble silentAt = fixture.value(PoolMeter.POOL_SILENT_AT);
    assertThat(silentAt).isPresent();
    return silentAt.getAsDouble();
  }

  private double time() {
    return fixture.value(PoolMeter.TIME).orElseThrow();
  }
}
