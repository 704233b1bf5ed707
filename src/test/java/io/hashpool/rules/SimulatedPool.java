package io.hashpool.rules;

import io.hashpool.base.Clocks;
import io.hashpool.rules.SimulatedExporter.Alarms;
import io.hashpool.rules.SimulatedExporter.Session;
import io.hashpool.rules.SimulatedExporter.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pool of Poisson miners in simulated time, watched by a real registry, which is scraped. Every
 * clock can be set, and the pool, the exporter and the way between them can fail.
 */
final class SimulatedPool {
  /**
   * What is simulated.
   *
   * @param reportsEvery not used in process
   * @param sharesPerMinute one miner for each
   * @param budget false alarms a day
   */
  record Setup(
      Way way,
      Duration reportsEvery,
      Duration scrapesEvery,
      List<Double> sharesPerMinute,
      double budget,
      long seed) {}

  private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");
  private static final Duration RECONNECTING = Duration.ofMinutes(1);
  private static final Duration RESTARTING = Duration.ofSeconds(20);
  private static final long FIXED_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final double DIFFICULTY = 1000;

  private record Event(long at, long order, Runnable what) {}

  private static final class Miner {
    final String address;
    final double workPerMilli;
    double difficulty = DIFFICULTY;
    @Nullable Session session; // null while it is not connected
    long plan; // a share drawn under an earlier one does not come
    long lastShareAt;
    boolean silent;
    boolean inAlarm;
    boolean inFixedAlarm;

    Miner(int number, double sharesPerMinute) {
      this.address = "192.0.2.1:" + (1024 + number);
      this.workPerMilli = sharesPerMinute * DIFFICULTY / 60_000;
    }
  }

  private final Setup setup;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final List<Miner> miners = new ArrayList<>();
  private SimulatedExporter exporter;

  private long now = START.toEpochMilli();
  private long order;
  private long lastId;
  private long poolStartedAt = now;
  private long poolClockAhead;
  private long exporterClockAhead;
  private boolean poolDown;
  private boolean exporterDown;
  private boolean unreachable;

  private int falseAlarms;
  private int fixedAlarms;
  private int poolAlarms;
  private int mostAtOnce;
  private boolean poolInAlarm;
  private OptionalDouble foundAfter = OptionalDouble.empty();

  SimulatedPool(Setup setup) {
    this.setup = setup;
    this.random = new SplittableRandom(setup.seed);
    for (double rate : setup.sharesPerMinute) {
      miners.add(new Miner(miners.size(), rate));
    }
    this.exporter = newExporter();
    connectAll();
    every(setup.scrapesEvery, this::scrape);
    if (setup.way != Way.IN_PROCESS) {
      every(setup.reportsEvery, this::report);
    }
  }

  /** How often a miner that mines came into alarm. */
  int falseAlarms() {
    return falseAlarms;
  }

  /** How often it would have by a limit of five minutes for everybody. */
  int fixedAlarms() {
    return fixedAlarms;
  }

  /** How often the pool as a whole came into alarm. */
  int poolAlarms() {
    return poolAlarms;
  }

  /** How many miners that mine were in alarm at one scrape. */
  int mostAtOnce() {
    return mostAtOnce;
  }

  /** How long after its last share the silenced miner was found, in seconds. */
  OptionalDouble foundAfter() {
    return foundAfter;
  }

  /** Goes on until this long after the start. */
  SimulatedPool run(Duration until) {
    long end = START.plus(until).toEpochMilli();
    while (!events.isEmpty() && events.peek().at <= end) {
      Event next = events.remove();
      now = next.at;
      next.what.run();
    }
    now = end;
    return this;
  }

  void silence(int miner) {
    miners.get(miner).silent = true;
  }

  /** In process it is the exporter's as well. */
  void setPoolClock(Duration ahead) {
    poolClockAhead = ahead.toMillis();
    if (setup.way == Way.IN_PROCESS) {
      exporterClockAhead = poolClockAhead;
    }
  }

  void setExporterClock(Duration ahead) {
    exporterClockAhead = ahead.toMillis();
  }

  /** Vardiff moves every target; miners share more seldom by as much. */
  void multiplyDifficulty(double factor) {
    for (Miner miner : miners) {
      miner.difficulty *= factor;
      if (miner.session != null) {
        miner.session.difficulty = miner.difficulty;
        planNextShare(miner);
      }
    }
  }

  /** The exporter can't reach the source. */
  void unreachable(Duration time) {
    unreachable = true;
    later(time, () -> unreachable = false);
  }

  /** In process it is the pool that restarts. */
  void restartExporter() {
    if (setup.way == Way.IN_PROCESS) {
      restartPool();
      return;
    }
    exporterDown = true;
    later(
        RESTARTING,
        () -> {
          exporterDown = false;
          exporter = newExporter();
        });
  }

  /** In process the exporter restarts with it. */
  void restartPool() {
    poolDown = true;
    miners.forEach(miner -> miner.session = null);
    later(
        RESTARTING,
        () -> {
          poolDown = false;
          poolStartedAt = now;
          lastId = 0;
          if (setup.way == Way.IN_PROCESS) {
            exporter = newExporter();
          }
          connectAll();
        });
  }

  private SimulatedExporter newExporter() {
    return new SimulatedExporter(
        setup.way,
        setup.budget,
        new Clocks(
            () -> Instant.ofEpochMilli(now + exporterClockAhead),
            () -> TimeUnit.MILLISECONDS.toNanos(now)));
  }

  private void connectAll() {
    for (Miner miner : miners) {
      long wait = (long) (random.nextDouble() * RECONNECTING.toMillis());
      later(Duration.ofMillis(wait), () -> connect(miner));
    }
  }

  private void connect(Miner miner) {
    miner.session = new Session(++lastId, miner.address, miner.difficulty);
    if (setup.way == Way.IN_PROCESS) {
      exporter.connected(miner.session);
    }
    planNextShare(miner);
  }

  private void planNextShare(Miner miner) {
    long plan = ++miner.plan;
    double gap = random.nextExponential() * miner.difficulty / miner.workPerMilli;
    later(
        Duration.ofMillis((long) gap),
        () -> {
          Session session = miner.session;
          if (plan == miner.plan && session != null && !miner.silent) {
            share(miner, session);
            planNextShare(miner);
          }
        });
  }

  private void share(Miner miner, Session session) {
    miner.lastShareAt = now;
    session.shares++;
    session.work += session.difficulty;
    session.lastShareAtMillis = now;
    if (setup.way == Way.IN_PROCESS) {
      exporter.shared(session);
    }
  }

  private void report() {
    if (exporterDown) {
      return;
    }
    if (poolDown || unreachable) {
      exporter.nothingReported();
      return;
    }
    List<Session> connected = new ArrayList<>();
    for (Miner miner : miners) {
      if (miner.session != null) {
        connected.add(miner.session);
      }
    }
    exporter.reported(
        connected,
        Instant.ofEpochMilli(now + poolClockAhead),
        Instant.ofEpochMilli(poolStartedAt + poolClockAhead),
        poolClockAhead);
  }

  private void scrape() {
    if (exporterDown || (poolDown && setup.way == Way.IN_PROCESS)) {
      return;
    }
    Alarms alarms = exporter.scrape(now / 1e3);
    int healthy = 0;
    for (Miner miner : miners) {
      boolean inAlarm = miner.session != null && alarms.downstreams().contains(miner.session.id);
      if (inAlarm && miner.silent && foundAfter.isEmpty()) {
        foundAfter = OptionalDouble.of((now - miner.lastShareAt) / 1e3);
      } else if (inAlarm && !miner.silent) {
        healthy++;
        falseAlarms += miner.inAlarm ? 0 : 1;
      }
      miner.inAlarm = inAlarm;
      boolean inFixedAlarm = miner.lastShareAt > 0 && now - miner.lastShareAt > FIXED_MILLIS;
      fixedAlarms += inFixedAlarm && !miner.inFixedAlarm ? 1 : 0;
      miner.inFixedAlarm = inFixedAlarm;
    }
    mostAtOnce = Math.max(mostAtOnce, healthy);
    poolAlarms += alarms.pool() && !poolInAlarm ? 1 : 0;
    poolInAlarm = alarms.pool();
  }

  private void every(Duration interval, Runnable what) {
    later(
        interval,
        () -> {
          what.run();
          every(interval, what);
        });
  }

  private void later(Duration after, Runnable what) {
    events.add(new Event(now + after.toMillis(), order++, what));
  }
}
