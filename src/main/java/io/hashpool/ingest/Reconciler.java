package io.hashpool.ingest;

import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolStatsRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Turns a pool's totals into sessions: who is new, who is gone, whose totals began again, and by
 * how much each grew. For the receiver's thread.
 */
final class Reconciler {
  /** A live session, and what the pool last said of it. */
  private static final class Session {
    private final DownstreamStats stats;
    private DownstreamReport report;
    private long round;
    private double hashrate = Hashrates.UNKNOWN;

    Session(DownstreamStats stats, DownstreamReport report) {
      this.stats = stats;
      this.report = report;
    }
  }

  private final PoolStatsRegistry registry;
  private final Hashrates hashrates;
  private final Map<Long, Session> sessions = new HashMap<>();
  private long round;

  Reconciler(PoolStatsRegistry registry, Hashrates hashrates) {
    this.registry = registry;
    this.hashrates = hashrates;
  }

  int liveSessions() {
    return sessions.size();
  }

  /**
   * The first report, or the first after {@link #withdrawAll}: those in it were there before, and
   * so were their totals.
   */
  void resume(PoolReport report) {
    for (DownstreamReport downstream : report.downstreams()) {
      start(registry.resumeDownstream(downstream.info(), downstream.totals()), downstream, round);
    }
  }

  /** A report that follows on the last. */
  void advance(PoolReport report) {
    round++;
    for (DownstreamReport downstream : report.downstreams()) {
      long id = downstream.info().id().value();
      Session session = sessions.get(id);
      if (session == null) {
        connect(downstream);
      } else {
        advance(session, downstream);
      }
    }
    if (sessions.size() > report.downstreams().size()) {
      disconnectThoseNotOf(round);
    }
  }

  /** Nothing is known of any of them any more. */
  void withdrawAll() {
    sessions.values().forEach(session -> session.stats.withdraw());
    sessions.clear();
  }

  /** Takes over hashrates that came or expired. */
  void showHashrates() {
    sessions.forEach((id, session) -> showHashrate(session, hashrates.of(id)));
  }

  private void advance(Session session, DownstreamReport report) {
    session.round = round;
    DownstreamReport last = session.report;
    if (report.equals(last)) {
      return;
    }
    if (!report.totals().continues(last.totals())) {
      session.stats.close();
      connect(report);
      return;
    }
    if (!report.info().equals(last.info())) {
      // The same session under another label: neither a disconnection nor new work.
      session.stats.withdraw();
      start(registry.resumeDownstream(report.info(), last.totals()), report, round);
      return;
    }
    session.report = report;
    apply(session.stats, report);
  }

  private void connect(DownstreamReport report) {
    start(registry.registerDownstream(report.info()), report, round);
  }

  private void start(DownstreamStats stats, DownstreamReport report, long inRound) {
    long id = report.info().id().value();
    Session session = new Session(stats, report);
    session.round = inRound;
    sessions.put(id, session);
    apply(stats, report);
    showHashrate(session, hashrates.of(id));
  }

  private static void apply(DownstreamStats stats, DownstreamReport report) {
    stats.advanceTo(report.totals(), report.lastShareInstant());
    stats.reportChannels(report.channels());
  }

  private void disconnectThoseNotOf(long thisRound) {
    List<Session> gone = new ArrayList<>();
    sessions.values().removeIf(session -> session.round != thisRound && gone.add(session));
    gone.forEach(session -> session.stats.close());
  }

  private static void showHashrate(Session session, double hashrate) {
    // Bits, so that unknown equals unknown.
    if (Double.doubleToLongBits(session.hashrate) == Double.doubleToLongBits(hashrate)) {
      return;
    }
    session.hashrate = hashrate;
    session.stats.reportHashrate(
        Double.isNaN(hashrate) ? OptionalDouble.empty() : OptionalDouble.of(hashrate));
  }
}
