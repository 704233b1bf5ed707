package io.hashpool.stats;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When silence stops being chance, for each miner and for the whole pool.
 *
 * <p>One number is chosen: how many false alarms a day the pool may raise. A pool that shares
 * {@code R} times a second begins {@code 86400 R} gaps a day. If each is a false alarm with the
 * probability e<sup>-k</sup>, the budget is kept by
 *
 * <pre>k = ln(86400 R / budget)</pre>
 *
 * <p>and {@link Pace} says which gap of a miner has that probability. {@code R} is the sum over the
 * live sessions' mean gaps. Those change only when a share arrives, so {@code R} does not fall when
 * miners fall silent.
 *
 * <p>A miner whose own mean is not known gets {@code k} times the mean gap of the pool's slowest
 * miners, at least half an hour. "Slowest" is the 95th percentile of the sessions that are live or
 * ended within a day, so that a pool that restarts still knows its miners' pace.
 *
 * <p>Sessions that were there when the exporter started are no newcomers: see {@link Cohort}. In
 * process none are, so that those that connect in the first five minutes count as such, where they
 * are ten or more.
 *
 * <p>{@code k} and the newcomers' limit move in steps, so that a limit stays the same from scrape
 * to scrape. Both are evaluated when asked for, at most once in ten seconds, from every live
 * session. Thread-safe; nothing here is on the path of a share.
 */
final class Silence {
  private static final double DAY = 86_400;

  /** Two scrapes of a minute each: a shorter silence is not found reliably. */
  private static final double SHORTEST = 120;

  /** A century: what is absurd stays a number. */
  private static final double LONGEST = 100 * 365.25 * DAY;

  private static final double NEWCOMER_SHORTEST = 1_800;
  private static final double POOL_SHORTEST = 300;
  private static final double POOL_WITHOUT_RATE = 7_200;

  private static final double K_STEP = 0.5;
  private static final double LOWEST_K = 3;
  private static final double NEWCOMER_FACTOR = 1.25;
  private static final double PERCENTILE = 0.95;

  /** A pool that restarts has its miners back in this time. */
  private static final long FIRST_MINUTES_MILLIS = 300_000;

  /** Fewer can't make a storm of alarms. */
  private static final int FEWEST_OF_FIRST_MINUTES = 10;

  private static final long EVALUATED_EVERY_MILLIS = 10_000;

  /** How many of the sessions that ended are remembered, the latest. */
  private static final int ENDED_REMEMBERED = 10_000;

  /** A session that ended, and its mean gap. */
  private record Ended(long atMillis, double meanSeconds) {}

  /**
   * What holds until the next evaluation.
   *
   * @param nextSharesPerSecond of the live sessions, with their steps of difficulty
   * @param kSteps k in steps of a half; this and the former stay as they are while no live session
   *     has a mean
   * @param newcomerSteps how often half an hour is multiplied by 1.25
   */
  private record Levels(
      long evaluatedAt, double nextSharesPerSecond, long kSteps, long newcomerSteps) {
    double k() {
      return kSteps * K_STEP;
    }

    double newcomerSeconds() {
      return NEWCOMER_SHORTEST * Math.pow(NEWCOMER_FACTOR, newcomerSteps);
    }
  }

  private final PoolTime time;
  private final double falseAlarmsPerDay;
  private final Supplier<Stream<Pace>> live;

  private final ReentrantLock evaluating = new ReentrantLock();
  private volatile Levels levels = new Levels(Long.MIN_VALUE / 2, 0, (long) (LOWEST_K / K_STEP), 0);

  private final AtomicReferenceArray<@Nullable Ended> ended =
      new AtomicReferenceArray<>(ENDED_REMEMBERED);
  private final AtomicLong endedSoFar = new AtomicLong();

  /** Sessions of the first report. */
  private final Cohort firstReport = new Cohort(1);

  /** Those that connected as the exporter started: those of a pool that restarted with it. */
  private final Cohort firstMinutes = new Cohort(FEWEST_OF_FIRST_MINUTES);

  private final Cohort newcomers = new Cohort(Integer.MAX_VALUE);

  private volatile double reportIntervalSeconds;

  /**
   * Of one pool.
   *
   * @param falseAlarmsPerDay how many the pool may raise; a finite number above 0
   * @param live the pace of each live session
   */
  Silence(PoolTime time, double falseAlarmsPerDay, Supplier<Stream<Pace>> live) {
    this.time = time;
    this.falseAlarmsPerDay = falseAlarmsPerDay;
    this.live = live;
  }

  double falseAlarmsPerDay() {
    return falseAlarmsPerDay;
  }

  /** The numbers come in reports, and so a share is known this much late. */
  void reportsEvery(double seconds) {
    reportIntervalSeconds = seconds;
  }

  /** To which a session that begins now belongs. */
  Cohort cohort(boolean baseline) {
    if (baseline) {
      return firstReport;
    }
    return time.millis() < FIRST_MINUTES_MILLIS ? firstMinutes : newcomers;
  }

  /** A live session is about to end. */
  void ending(Pace pace) {
    if (pace.isKnown()) {
      // So that the pool's rate is known as it was, if this is the last session that has one.
      evaluateIfFree();
      int slot = (int) (endedSoFar.getAndIncrement() % ENDED_REMEMBERED);
      ended.set(slot, new Ended(time.millis(), pace.meanSeconds()));
    }
  }

  /** How long after its last sign of work a miner is silent, in seconds. */
  double limitSeconds(Pace pace, Cohort cohort) {
    Levels now = evaluated();
    double newcomer = cohort.isMostlyUnheard() ? DAY : now.newcomerSeconds();
    return bounded(SHORTEST, pace.limitSeconds(now.k(), newcomer)) + reportIntervalSeconds;
  }

  /**
   * How long after its last share the whole pool is silent, in seconds.
   *
   * @param recentMeanSeconds the mean of the pool's latest gaps, as many as {@link
   *     ShareInterval#RECENT}; NaN where that is not known
   */
  double poolLimitSeconds(double recentMeanSeconds) {
    Levels now = evaluated();
    double rate = now.nextSharesPerSecond();
    double byRate =
        rate > 0
            ? Math.max(POOL_SHORTEST, now.k() / rate)
            : Math.max(POOL_WITHOUT_RATE, now.newcomerSeconds());
    double byLatest =
        Double.isNaN(recentMeanSeconds)
            ? 0
            : Pace.quantile(now.k(), ShareInterval.RECENT, recentMeanSeconds);
    return Math.min(LONGEST, Math.max(byRate, byLatest));
  }

  private static double bounded(double shortest, double seconds) {
    return Math.min(LONGEST, Math.max(shortest, seconds));
  }

  private Levels evaluated() {
    if (isDue()) {
      evaluating.lock();
      try {
        evaluateIfDue();
      } finally {
        evaluating.unlock();
      }
    }
    return levels;
  }

  /** A session that ends does not wait for a scrape that evaluates: it is counted there. */
  private void evaluateIfFree() {
    if (isDue() && evaluating.tryLock()) {
      try {
        evaluateIfDue();
      } finally {
        evaluating.unlock();
      }
    }
  }

  private boolean isDue() {
    return time.millis() - levels.evaluatedAt() >= EVALUATED_EVERY_MILLIS;
  }

  private void evaluateIfDue() {
    if (!isDue()) {
      return;
    }
    Levels before = levels;
    long now = time.millis();
    List<Pace> known = live.get().filter(Pace::isKnown).toList();
    double nextRate = before.nextSharesPerSecond();
    long kSteps = before.kSteps();
    if (!known.isEmpty()) {
      nextRate = known.stream().mapToDouble(Pace::nextSharesPerSecond).sum();
      double rate = known.stream().mapToDouble(Pace::sharesPerSecond).sum();
      // The two logarithms apart, because the quotient may be too large a number.
      double k = Math.log(DAY * rate) - Math.log(falseAlarmsPerDay);
      kSteps = follow(kSteps, Math.max(LOWEST_K, k) / K_STEP);
    }
    double slowest =
        percentile(
            DoubleStream.concat(known.stream().mapToDouble(Pace::meanSeconds), endedWithin(now)));
    double newcomer = Math.max(1, kSteps * K_STEP * slowest / NEWCOMER_SHORTEST);
    long newcomerSteps =
        follow(before.newcomerSteps(), Math.log(newcomer) / Math.log(NEWCOMER_FACTOR));
    levels = new Levels(now, nextRate, kSteps, newcomerSteps);
  }

  private DoubleStream endedWithin(long now) {
    return IntStream.range(0, (int) Math.min(endedSoFar.get(), ENDED_REMEMBERED))
        .mapToObj(ended::get)
        .filter(e -> e != null && now - e.atMillis() <= DAY * 1000)
        .mapToDouble(Ended::meanSeconds);
  }

  private static double percentile(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(PERCENTILE * sorted.length) - 1];
  }

  /** Rounds up, but falls only when a whole step lower, so that it does not go to and fro. */
  private static long follow(long before, double wanted) {
    long up = (long) Math.ceil(wanted);
    return Math.max(up, Math.min(before, up + 1));
  }
}
