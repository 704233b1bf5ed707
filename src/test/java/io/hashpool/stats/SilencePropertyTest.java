package io.hashpool.stats;

import static io.hashpool.stats.StatsFixture.downstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds of the limits of silence whatever the miners, the clocks and the flag do. */
class SilencePropertyTest {
  private static final int MINERS = 3;
  private static final Duration SHORTEST = Duration.ofMinutes(2);

  /** What may happen to the miners of a pool. {@code miner} counts those that ever connected. */
  sealed interface Event {
    record Connect(boolean baseline, long shares) implements Event {}

    record Share(int miner, double target, double reached) implements Event {}

    record Report(int miner, long shares, long lastShareAt) implements Event {}

    record Channel(int miner, double target) implements Event {}

    record Leave(int miner) implements Event {}

    record Pass(long millis) implements Event {}

    record SetClock(long seconds) implements Event {}
  }

  /** A pool to which the events happen. */
  private static final class Pool {
    final StatsFixture fixture = new StatsFixture();
    final PoolStatsRegistry registry;
    final List<DownstreamStats> sessions = new ArrayList<>();

    Pool(double budget) {
      registry = fixture.builder().falseSilenceAlarmsPerDay(budget).build();
    }

    void happens(Event event) {
      if (event instanceof Event.Connect connect) {
        DownstreamInfo info = downstream(sessions.size() % MINERS);
        sessions.add(
            connect.baseline
                ? registry.resumeDownstream(info, new DownstreamTotals(connect.shares, 0, 0))
                : registry.registerDownstream(info));
      } else if (event instanceof Event.Pass pass) {
        fixture.pass(Duration.ofMillis(pass.millis));
      } else if (event instanceof Event.SetClock step) {
        fixture.step(Duration.ofSeconds(step.seconds));
      } else if (!sessions.isEmpty()) {
        happensToMiner(event);
      }
    }

    private void happensToMiner(Event event) {
      if (event instanceof Event.Share share) {
        DownstreamStats session = session(share.miner);
        session.recordShare();
        session.recordWork(share.target, share.reached);
      } else if (event instanceof Event.Report report) {
        DownstreamStats session = session(report.miner);
        StatsFixture.report(session, report.shares, Instant.ofEpochSecond(report.lastShareAt));
      } else if (event instanceof Event.Channel channel) {
        session(channel.miner).openChannel(1, () -> channel.target);
      } else if (event instanceof Event.Leave leave) {
        session(leave.miner).close();
      }
    }

    DownstreamStats session(int miner) {
      return sessions.get(miner % sessions.size());
    }

    List<DownstreamStats> live() {
      return sessions.stream()
          .filter(s -> registry.getStats(s.info().id()).filter(live -> live == s).isPresent())
          .toList();
    }

    /** By the exporter's clock, seconds from now. */
    double silentIn(DownstreamStats session) {
      return fixture.value(PoolMeter.DOWNSTREAM_SILENT_AT, session).orElseThrow() - time();
    }

    double time() {
      return fixture.value(PoolMeter.TIME).orElseThrow();
    }

    double sinceLastSign(DownstreamStats session) {
      long last = session.shareTimes().lastMillis();
      double lastSign =
          last == ShareTimes.NEVER
              ? session.connectedAtSeconds()
              : registry.time().unixMillis(last) / 1e3;
      return time() - lastSign;
    }
  }

  @Property(tries = 300)
  void everyLimitIsAFiniteNumberAndNeverUnderTwoMinutes(
      @ForAll("events") List<Event> events, @ForAll("budgets") double budget) {
    Pool pool = new Pool(budget);
    for (Event event : events) {
      pool.happens(event);
      for (DownstreamStats session : pool.live()) {
        double silentIn = pool.silentIn(session);
        assertThat(silentIn).isFinite();
        assertThat(silentIn + pool.sinceLastSign(session))
            .isGreaterThanOrEqualTo(SHORTEST.toSeconds() - 1e-5);
      }
      pool.fixture
          .value(PoolMeter.POOL_SILENT_AT)
          .ifPresent(
              silentAt ->
                  assertThat(silentAt)
                      .isFinite()
                      .isGreaterThanOrEqualTo(
                          pool.fixture.value(PoolMeter.POOL_LAST_SHARE_AT).orElse(0) + 300));
    }
  }

  @Property(tries = 200)
  void whoAllowsMoreFalseAlarmsHasNoLongerLimit(
      @ForAll("events") List<Event> events,
      @ForAll("budgets") double budget,
      @ForAll("budgets") double other) {
    Pool strict = new Pool(Math.min(budget, other));
    Pool lax = new Pool(Math.max(budget, other));
    for (Event event : events) {
      strict.happens(event);
      lax.happens(event);
      for (int i = 0; i < strict.live().size(); i++) {
        assertThat(lax.silentIn(lax.live().get(i)))
            .isLessThanOrEqualTo(strict.silentIn(strict.live().get(i)));
      }
      strict
          .fixture
          .value(PoolMeter.POOL_SILENT_AT)
          .ifPresent(
              at ->
                  assertThat(lax.fixture.value(PoolMeter.POOL_SILENT_AT).orElseThrow())
                      .isLessThanOrEqualTo(at));
    }
  }

  @Property(tries = 100)
  void settingTheClockChangesOnlyHowTimesAreTold(
      @ForAll("events") List<Event> events, @ForAll @IntRange(min = 0, max = 60) int when) {
    Pool right = new Pool(0.1);
    Pool set = new Pool(0.1);
    for (int i = 0; i < events.size(); i++) {
      if (i == when) {
        set.fixture.step(Duration.ofHours(-1));
      } else if (i == when + 20) {
        set.fixture.step(Duration.ofHours(2));
      }
      Event event = events.get(i);
      if (!(event instanceof Event.SetClock)) {
        right.happens(event);
        set.happens(event);
      }
      // It looks at the clock once a second.
      right.happens(new Event.Pass(1000));
      set.happens(new Event.Pass(1000));
      for (int live = 0; live < right.live().size(); live++) {
        double silentIn = right.silentIn(right.live().get(live));
        assertThat(set.silentIn(set.live().get(live)))
            .isCloseTo(silentIn, within(1e-3 + silentIn * 1e-12));
      }
    }
  }

  @Property(tries = 50)
  void whileNobodySharesNothingMoves(
      @ForAll("events") List<Event> events,
      @ForAll @IntRange(min = 1, max = 600) int scrapeSeconds) {
    Pool pool = new Pool(0.1);
    for (Event event : events) {
      // Within a day, so that no session that ended is forgotten meanwhile.
      pool.happens(event instanceof Event.Pass pass ? new Event.Pass(pass.millis % 60_000) : event);
    }
    settle(pool);
    List<Double> before = limits(pool);
    for (int scrape = 0; scrape < 20; scrape++) {
      pool.fixture.pass(Duration.ofSeconds(scrapeSeconds));
      List<Double> now = limits(pool);
      assertThat(now).hasSameSizeAs(before);
      for (int i = 0; i < now.size(); i++) {
        assertThat(now.get(i)).isCloseTo(before.get(i), within(1e-3));
      }
    }
  }

  /** The others go on; of the one that does not, the limit takes the values of steps alone. */
  @Property(tries = 50)
  void withoutAShareOfItsOwnALimitMovesByStepsOfK(
      @ForAll @IntRange(min = 16, max = 200) int gaps,
      @ForAll @IntRange(min = 1, max = 600) int meanSeconds,
      @ForAll("events") List<Event> events) {
    Pool pool = new Pool(0.1);
    DownstreamStats silent = pool.registry.registerDownstream(downstream(99));
    silent.recordShare();
    silent.recordWork(1, 1);
    for (int i = 0; i < gaps; i++) {
      pool.fixture.pass(Duration.ofSeconds(meanSeconds));
      silent.recordShare();
      silent.recordWork(1, 1);
    }
    int n = Math.min(gaps, 128);
    TreeSet<Double> allowed = new TreeSet<>();
    for (double k = 3; k < 100; k += 0.5) {
      allowed.add(Math.max(120, n * meanSeconds * Math.expm1(k / n)));
    }
    for (Event event : events) {
      pool.happens(event);
      double limit = pool.silentIn(silent) + pool.sinceLastSign(silent);
      assertThat(allowed.subSet(limit - 1e-3 - limit * 1e-9, limit + 1e-3 + limit * 1e-9))
          .as("limit %s", limit)
          .isNotEmpty();
    }
  }

  @Property(tries = 100)
  void aDoubledDifficultyDoublesTheLimitOfTheNextGap(
      @ForAll @IntRange(min = 16, max = 300) int gaps,
      @ForAll @DoubleRange(min = 1, max = 1e12) double difficulty,
      @ForAll boolean targetTold) {
    Pool pool = new Pool(0.1);
    DownstreamStats session = pool.registry.registerDownstream(downstream(1));
    double[] target = {difficulty};
    if (targetTold) {
      session.openChannel(1, () -> target[0]);
    }
    for (int i = 0; i <= gaps; i++) {
      pool.fixture.pass(Duration.ofMinutes(1));
      session.recordShare();
      session.recordWork(difficulty, difficulty);
    }
    settle(pool);
    double before = pool.silentIn(session) + pool.sinceLastSign(session);
    target[0] = 2 * difficulty;
    if (!targetTold) {
      // Known by the share alone, which is itself one of those in the mean.
      session.recordWork(2 * difficulty, 2 * difficulty);
    }
    double after = pool.silentIn(session) + pool.sinceLastSign(session);
    int n = Math.min(gaps, 128);
    assertThat(after / before).isCloseTo(targetTold ? 2 : 2 / (1 + 1.0 / n), within(1e-6));
  }

  private static void settle(Pool pool) {
    limits(pool);
    pool.fixture.pass(Duration.ofSeconds(10));
    limits(pool);
  }

  private static List<Double> limits(Pool pool) {
    List<Double> limits = new ArrayList<>();
    pool.live().forEach(s -> limits.add(pool.silentIn(s) + pool.sinceLastSign(s)));
    pool.fixture.value(PoolMeter.POOL_SILENT_AT).ifPresent(limits::add);
    return limits;
  }

  @Provide
  Arbitrary<Double> budgets() {
    return Arbitraries.oneOf(
        Arbitraries.of(Double.MIN_VALUE, 1e-9, 0.1, 24.0, Double.MAX_VALUE),
        Arbitraries.doubles().between(-6, 6).map(exponent -> Math.pow(10, exponent)));
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Integer> miners = Arbitraries.integers().between(0, 20);
    Arbitrary<Double> difficulties =
        Arbitraries.oneOf(
            Arbitraries.of(
                0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, 0x1p224),
            Arbitraries.doubles().between(1, 1e15));
    Arbitrary<Long> counts =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(0, 100));
    Arbitrary<Event> share =
        miners.flatMap(m -> difficulties.map(d -> (Event) new Event.Share(m, d, d)));
    Arbitrary<Event> pass =
        Arbitraries.oneOf(
                Arbitraries.longs().between(0, 60_000),
                Arbitraries.longs().between(0, Duration.ofDays(3650).toMillis()))
            .map(Event.Pass::new);
    return Arbitraries.oneOf(
            List.of(
                share,
                share,
                share,
                pass,
                pass,
                Arbitraries.of(true, false)
                    .flatMap(b -> counts.map(c -> (Event) new Event.Connect(b, c))),
                miners.flatMap(
                    m ->
                        counts.flatMap(
                            c ->
                                Arbitraries.longs()
                                    .between(0, 4_000_000_000L)
                                    .map(at -> (Event) new Event.Report(m, c, at)))),
                miners.flatMap(m -> difficulties.map(d -> (Event) new Event.Channel(m, d))),
                miners.map(Event.Leave::new),
                Arbitraries.longs().between(-100_000, 100_000).map(Event.SetClock::new)))
        .list()
        .ofMaxSize(100);
  }
}
