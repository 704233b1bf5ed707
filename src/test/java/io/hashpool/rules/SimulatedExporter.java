package io.hashpool.rules;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.ChannelReport;
import io.hashpool.ingest.Detail;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.OnlySource;
import io.hashpool.ingest.Peer;
import io.hashpool.ingest.PoolDetail;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Shares;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolMeter;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** One run of the exporter: the real registry, and the real monitor where it is told by reports. */
final class SimulatedExporter {
  /** How the registry hears of shares. */
  enum Way {
    /** The pool records each of them. */
    IN_PROCESS(StatsOrigin.IN_PROCESS),
    /** Reports of totals, as hashpool's feed and its metrics tell them: difficulty is unknown. */
    FEED(StatsOrigin.REPORTED),
    /** Reports of channels with their work and target, as SRI tells them. */
    PULL(StatsOrigin.MONITORED);

    private final StatsOrigin origin;

    Way(StatsOrigin origin) {
      this.origin = origin;
    }
  }

  /** What a miner is to the pool. */
  static final class Session {
    final long id;
    final String address;
    double difficulty;
    long shares;
    double work;
    long lastShareAtMillis;

    Session(long id, String address, double difficulty) {
      this.id = id;
      this.address = address;
      this.difficulty = difficulty;
    }

    private DownstreamInfo info() {
      return new DownstreamInfo(new DownstreamId(id), address, false);
    }
  }

  /** What the alerts compare: which downstreams are in alarm, and whether the pool is. */
  record Alarms(Set<Long> downstreams, boolean pool) {}

  /** Where clocks differ by more, Alertmanager inhibits the alarms of downstreams. */
  private static final double SKEW_TOLERATED_SECONDS = 5;

  private static final Peer PEER = new OnlySource("simulated");

  private final Way way;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final PoolStatsRegistry registry;
  private final SourceMonitor monitor;
  private final Map<Long, DownstreamStats> recorded = new HashMap<>();

  SimulatedExporter(Way way, double budget, Clocks clocks) {
    this.way = way;
    this.registry =
        PoolStatsRegistry.builder(meters)
            .origin(way.origin)
            .clock(clocks)
            .falseSilenceAlarmsPerDay(budget)
            .build();
    this.monitor =
        new SourceMonitor(
            registry, new FeedStats(meters), clocks, SourceMonitor.DEFAULT_STALE_AFTER);
  }

  /** In process. */
  void connected(Session session) {
    DownstreamStats stats = registry.registerDownstream(session.info());
    stats.openChannel(1, () -> session.difficulty);
    recorded.put(session.id, stats);
  }

  /** In process. */
  void shared(Session session) {
    DownstreamStats stats = recorded.get(session.id);
    stats.recordShare();
    stats.recordWork(session.difficulty, session.difficulty);
  }

  /** No report came, though it was time for one. */
  void nothingReported() {
    monitor.tick();
  }

  /**
   * The source reports.
   *
   * @param poolClock what its clock says
   * @param startedAt when the pool started by that clock
   * @param clockOffset by how much it is ahead, in milliseconds
   */
  void reported(List<Session> sessions, Instant poolClock, Instant startedAt, long clockOffset) {
    boolean pull = way == Way.PULL;
    monitor.take(
        new PoolReport(
            List.of(),
            sessions.stream().map(session -> report(session, clockOffset)).toList(),
            "192.0.2.200:34254",
            poolClock.getEpochSecond(),
            Set.of(),
            new PoolDetail(
                pull ? Optional.of(startedAt) : Optional.empty(), Optional.empty(), pull)),
        PEER);
  }

  private DownstreamReport report(Session session, long clockOffset) {
    if (way == Way.FEED) {
      long shares = session.shares;
      return new DownstreamReport(
          session.info(),
          List.of(1L),
          new Shares.Totals(new DownstreamTotals(shares, shares, shares)),
          shares == 0
              ? OptionalLong.empty()
              : OptionalLong.of((session.lastShareAtMillis + clockOffset) / 1000));
    }
    ChannelReport channel =
        new ChannelReport(
            1,
            session.shares,
            Map.of(),
            OptionalLong.empty(),
            0,
            Optional.of(new ChannelReport.Work(session.work, session.shares)),
            OptionalDouble.empty(),
            OptionalDouble.of(session.difficulty));
    return new DownstreamReport(
        session.info(),
        List.of(1L),
        new Shares.ByChannel(List.of(channel)),
        OptionalLong.empty(),
        Detail.NONE);
  }

  /** What a scrape at this moment, by Prometheus's clock, finds. */
  Alarms scrape(double timestamp) {
    Map<Long, Double> silentAt = new HashMap<>();
    double time = Double.NaN;
    double poolSilentAt = Double.NaN;
    for (Meter meter : meters.getMeters()) {
      String name = meter.getId().getName();
      if (name.equals(PoolMeter.DOWNSTREAM_SILENT_AT.meterName())) {
        long id = Long.parseLong(meter.getId().getTag(PoolMeter.DOWNSTREAM_ID));
        silentAt.put(id, ((Gauge) meter).value());
      } else if (name.equals(PoolMeter.TIME.meterName())) {
        time = ((Gauge) meter).value();
      } else if (name.equals(PoolMeter.POOL_SILENT_AT.meterName())) {
        poolSilentAt = ((Gauge) meter).value();
      }
    }
    Set<Long> inAlarm = new HashSet<>();
    if (Math.abs(time - timestamp) <= SKEW_TOLERATED_SECONDS) {
      silentAt.forEach(
          (id, at) -> {
            if (timestamp > at) {
              inAlarm.add(id);
            }
          });
    }
    return new Alarms(inAlarm, time > poolSilentAt);
  }
}
