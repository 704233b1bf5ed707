package io.hashpool.stats;

import io.hashpool.base.Clocks;
import io.hashpool.base.FailureLog;
import io.hashpool.base.RateLimit;
import io.hashpool.quote.QuoteFailure;
import io.hashpool.quote.QuoteFailureListener;
import io.hashpool.stats.DownstreamStats.Life;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The downstreams of one pool as meters of a Micrometer registry: register each as it connects,
 * record into what that returns, close it as it disconnects.
 *
 * <p>Each pool-wide total is the sum over all sessions ever, live and gone; a session's own series
 * go when it ends. Past the limit of live downstreams a newcomer gets no series of its own, and
 * still counts in the totals.
 *
 * <p>Thread-safe. Registering and removing cost the same however many are live, and never wait for
 * a scrape. Keep a reference to it for as long as it should be scraped: Micrometer holds the totals
 * weakly.
 */
public final class PoolStatsRegistry implements QuoteFailureListener, AutoCloseable {
  /** How many live downstreams get series of their own unless said otherwise. */
  public static final int DEFAULT_DOWNSTREAMS_LIMIT = 10_000;

  /** How many false alarms of silence a day the pool may raise unless said otherwise. */
  public static final double DEFAULT_FALSE_SILENCE_ALARMS_PER_DAY = 0.1;

  private static final Logger LOG = LoggerFactory.getLogger(PoolStatsRegistry.class);

  private final Clocks clocks;
  private final PoolTime time;
  private final int limit;
  private final StatsOrigin origin;

  private final ConcurrentHashMap<DownstreamId, DownstreamStats> live = new ConcurrentHashMap<>();
  private final RateLimit limitWarnings;
  private final AtomicReference<Optional<String>> listenAddress =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<List<PoolService>> services = new AtomicReference<>(List.of());
  private final PoolTotals totals = new PoolTotals();
  private final Silence silence;
  private final PoolSilence poolSilence;
  private final PoolMeters poolMeters;
  private final FailureLog meterFailures =
      new FailureLog(PoolStatsRegistry.class, "the meter registry failed");

  private final SeriesSlots slots;

  private PoolStatsRegistry(Builder builder) {
    PoolMeters.checkFree(builder.meterRegistry);
    this.clocks = builder.clocks;
    this.time = new PoolTime(clocks);
    this.limit = builder.downstreamsLimit;
    this.limitWarnings = RateLimit.oncePerMinute(clocks);
    this.silence =
        new Silence(
            time,
            builder.falseSilenceAlarmsPerDay,
            () -> live.values().stream().map(DownstreamStats::pace));
    this.poolSilence =
        new PoolSilence(
            time,
            silence,
            () -> live.values().stream().mapToLong(session -> session.shareTimes().lastMillis()),
            builder.meterRegistry,
            meterFailures);
    this.poolMeters =
        new PoolMeters(
            builder.meterRegistry,
            builder.origin,
            totals,
            live::size,
            limit,
            time,
            silence,
            meterFailures);
    this.origin = builder.origin;
    this.slots =
        new SeriesSlots(limit, new SessionMeters.Target(builder.meterRegistry, meterFailures));
  }

  /**
   * For a pool in this process, with the system's clocks and the default limits.
   *
   * @throws IllegalStateException if the meter registry has the meters of another pool
   */
  public PoolStatsRegistry(MeterRegistry meterRegistry) {
    this(builder(meterRegistry));
  }

  /** To choose the origin, the clocks or the limit. */
  public static Builder builder(MeterRegistry meterRegistry) {
    return new Builder(meterRegistry);
  }

  /** What can be chosen. */
  public static final class Builder {
    private final MeterRegistry meterRegistry;
    private StatsOrigin origin = StatsOrigin.IN_PROCESS;
    private Clocks clocks = Clocks.system();
    private int downstreamsLimit = DEFAULT_DOWNSTREAMS_LIMIT;
    private double falseSilenceAlarmsPerDay = DEFAULT_FALSE_SILENCE_ALARMS_PER_DAY;

    private Builder(MeterRegistry meterRegistry) {
      this.meterRegistry = Objects.requireNonNull(meterRegistry, "meterRegistry");
    }

    /** Where the numbers come from; {@link StatsOrigin#IN_PROCESS} unless said. */
    public Builder origin(StatsOrigin newOrigin) {
      origin = Objects.requireNonNull(newOrigin, "origin");
      return this;
    }

    /** What times connections and shares; the system's unless said. */
    public Builder clock(Clocks newClocks) {
      clocks = Objects.requireNonNull(newClocks, "clocks");
      return this;
    }

    /**
     * How many live downstreams get series of their own.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder downstreamsLimit(int newLimit) {
      if (newLimit < 1) {
        throw new IllegalArgumentException(
            "the limit of downstreams is at least 1, not " + newLimit);
      }
      downstreamsLimit = newLimit;
      return this;
    }

    /**
     * How many false alarms of silence a day the pool may raise.
     *
     * @throws IllegalArgumentException if it is not a finite number above 0
     */
    public Builder falseSilenceAlarmsPerDay(double budget) {
      if (!(budget > 0 && budget < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the number of false alarms of silence a day is finite and above 0, not " + budget);
      }
      falseSilenceAlarmsPerDay = budget;
      return this;
    }

    /**
     * Registers the pool-wide meters.
     *
     * @throws IllegalStateException if the meter registry has those of another pool
     */
    public PoolStatsRegistry build() {
      return new PoolStatsRegistry(this);
    }
  }

  /**
   * The source of the numbers is silent, or speaks again. While it is silent nothing is known of
   * the pool's address and of the whole pool's silence, and the meters that tell of it are
   * withdrawn.
   */
  public void setSourceSilent(boolean silent) {
    poolSilence.sourceSilent(silent);
    if (silent) {
      listenAddress.set(Optional.empty());
      poolMeters.hideListenAddress();
    }
  }

  /**
   * How long the source of the numbers takes from one report to the next; a share may be this late.
   */
  public void setReportInterval(Duration interval) {
    silence.reportsEvery(interval.toMillis() / 1e3);
  }

  /** Where the pool listens for downstreams, shown as an info gauge. */
  public void setListenAddress(String address) {
    Optional<String> now = Optional.of(address);
    if (!listenAddress.getAndSet(now).equals(now)) {
      poolMeters.showListenAddress(address);
    }
  }

  /** What the pool reports as connected, each shown as an info gauge. */
  public void setServices(List<PoolService> current) {
    List<PoolService> now = List.copyOf(current);
    if (!services.getAndSet(now).equals(now)) {
      poolMeters.showServices(now);
    }
  }

  /**
   * A downstream connected: starts a session at zero. One that is still live under this id is ended
   * first, as disconnected.
   *
   * @return what to record into, and to close
   */
  public DownstreamStats registerDownstream(DownstreamInfo info) {
    totals.connections.increment();
    return start(info, DownstreamTotals.ZERO, false);
  }

  /**
   * A downstream that had connected before anyone looked: its session starts at the totals it has,
   * and neither they nor the connection count in the pool's totals, since they are of the past.
   *
   * @return what to record into, and to close
   */
  public DownstreamStats resumeDownstream(DownstreamInfo info, DownstreamTotals carriedOver) {
    showEarlierShares(carriedOver.shares());
    return start(info, carriedOver, true);
  }

  /**
   * A session that was withdrawn or had ended goes on under its id: with its totals, its mean gap
   * and the rest. If it had ended this counts as a connection. One that is live under the id is
   * ended first, as disconnected; a session that is live itself stays as it is.
   */
  public void resume(DownstreamStats session) {
    if (session.become(Life.ENDED, Life.LIVE)) {
      totals.connections.increment();
    } else if (!session.become(Life.SUSPENDED, Life.LIVE)) {
      return;
    }
    if (session.shareTimes().lastMillis() == ShareTimes.NEVER) {
      session.cohort().joined();
    }
    putLive(session);
  }

  /** Withdraws every live session: nothing is known of any at present. */
  public void withdrawAll() {
    // Those without series first, or each would get those of one that goes before it.
    live.values().stream()
        .filter(session -> !session.meters().visible())
        .forEach(DownstreamStats::withdraw);
    live.values().forEach(DownstreamStats::withdraw);
  }

  /** Adds to the pool's totals what a source tells of the pool as a whole. */
  public void addToPool(Growth growth) {
    totals.add(growth);
    if (growth.totals().shares() != 0) {
      poolSilence.ending(time.millis());
      poolSilence.shareSeen();
      poolSilence.reported(growth.totals().shares());
    }
  }

  /** The first report of a source tells this many shares of the pool, an unsigned number. */
  public void showEarlierShares(long shares) {
    if (shares != 0) {
      poolSilence.earlierSharesShown();
    }
  }

  /** Takes over what only some sources tell of the pool as a whole. */
  public void report(ReportedPool pool) {
    poolMeters.show(pool);
  }

  /** The downstream of this id, if it is live, disconnected. */
  public void unregisterDownstream(DownstreamId id) {
    getStats(id).ifPresent(DownstreamStats::close);
  }

  /** The live session of this id. */
  public Optional<DownstreamStats> getStats(DownstreamId id) {
    return Optional.ofNullable(live.get(id));
  }

  /** The pool at this moment; of shares being recorded meanwhile it may hold a part. */
  public PoolSnapshot snapshot() {
    return new PoolSnapshot(
        listenAddress.get(),
        services.get(),
        live.values().stream()
            .sorted(Comparator.comparingLong(session -> session.info().id().value()))
            .map(DownstreamStats::snapshot)
            .toList(),
        clocks.wall().instant());
  }

  /** How many live downstreams get series of their own. */
  public int downstreamsLimit() {
    return limit;
  }

  /**
   * The hashrates of the live downstreams together, in hashes a second; empty where none is known.
   */
  public OptionalDouble hashrate() {
    return live.values().stream()
        .mapToDouble(DownstreamStats::hashrate)
        .filter(Double::isFinite)
        .reduce(Double::sum);
  }

  /** A share solved a block; it counts as a share besides. */
  public void recordBlockFound() {
    totals.blocksFound.increment();
  }

  /** How long the pool took to check one share, in nanoseconds. */
  public void recordShareValidation(long nanos) {
    try {
      poolMeters.shareValidation().ifPresent(timer -> timer.record(nanos, TimeUnit.NANOSECONDS));
    } catch (RuntimeException | Error e) {
      meterFailures.failed(e);
    }
  }

  @Override
  public void onQuoteFailed(QuoteFailure reason) {
    totals.quotesFailed(reason).increment();
  }

  /** Withdraws every session and removes every meter it registered. */
  @Override
  public void close() {
    withdrawAll();
    poolSilence.close();
    poolMeters.removeAll();
  }

  StatsOrigin origin() {
    return origin;
  }

  PoolTime time() {
    return time;
  }

  PoolTotals totals() {
    return totals;
  }

  Silence silence() {
    return silence;
  }

  void onFirstShare(DownstreamStats session) {
    poolSilence.shareSeen();
    session.cohort().shared();
  }

  void onReportedShares(long shares) {
    poolSilence.reported(shares);
  }

  private DownstreamStats start(
      DownstreamInfo info, DownstreamTotals carriedOver, boolean baseline) {
    DownstreamStats session = new DownstreamStats(this, info, carriedOver, baseline);
    session.cohort().joined();
    putLive(session);
    return session;
  }

  /**
   * Within compute, so that of two sessions under one id the first is removed before the second is
   * registered: Micrometer would take their meters for the same.
   */
  private void putLive(DownstreamStats session) {
    live.compute(
        session.info().id(),
        (id, previous) -> {
          if (previous != null && previous.become(Life.LIVE, Life.ENDED)) {
            removed(previous);
            totals.disconnections.increment();
          }
          if (!slots.enter(session.meters())) {
            warnOfLimit(session.info());
          }
          return session;
        });
  }

  void end(DownstreamStats session) {
    if (leave(session, Life.ENDED) || session.become(Life.SUSPENDED, Life.ENDED)) {
      totals.disconnections.increment();
    }
  }

  void suspend(DownstreamStats session) {
    leave(session, Life.SUSPENDED);
  }

  /** Takes a live session off; whether it was live. */
  private boolean leave(DownstreamStats session, Life next) {
    boolean[] left = {false};
    live.computeIfPresent(
        session.info().id(),
        (id, current) -> {
          if (current != session || !session.become(Life.LIVE, next)) {
            return current;
          }
          removed(session);
          left[0] = true;
          return null;
        });
    return left[0];
  }

  private void removed(DownstreamStats session) {
    ShareTimes times = session.shareTimes();
    silence.ending(session.pace());
    poolSilence.ending(times.lastMillis());
    if (times.lastMillis() == ShareTimes.NEVER) {
      session.cohort().leftUnheard();
    }
    slots.leave(session.meters());
  }

  private void warnOfLimit(DownstreamInfo info) {
    limitWarnings
        .tryAcquire()
        .ifPresent(
            suppressed ->
                LOG.atWarn()
                    .addKeyValue("limit", limit)
                    .addKeyValue("live", live.size())
                    .addKeyValue("downstream_id", info.id())
                    .addKeyValue("suppressed", suppressed)
                    .log(
                        "downstream limit reached: newcomers count in the pool totals but get no"
                            + " series of their own"));
  }
}
