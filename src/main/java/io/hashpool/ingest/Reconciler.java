package io.hashpool.ingest;

import io.hashpool.base.Clocks;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.Growth;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.ReportedPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns a source's totals into sessions: who is new, who goes on or returns, who is gone, whose
 * totals began again, and by how much each grew. For one thread.
 */
final class Reconciler {
  /** By how much a start may seem to move: its two parts are told in seconds. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(3);

  private final PoolStatsRegistry registry;
  private final Clocks clocks;
  private final Hashrates hashrates;
  private final Consumer<String> corrections;

  private final Map<Long, Session> sessions = new HashMap<>();
  private final Departures departures;

  /** Ids of the first report that could not be read: what they show first is of the past too. */
  private final Set<Long> unreadAtFirst = new HashSet<>();

  private Optional<ChannelLedger> upstream = Optional.empty();
  private List<ChannelReport> upstreamChannels = List.of();
  private Optional<Instant> startedAt = Optional.empty();
  private boolean rejectionsAreTold;
  private long round;

  /**
   * A reconciler without sessions.
   *
   * @param corrections told of each total that fell without a restart
   */
  Reconciler(
      PoolStatsRegistry registry,
      Clocks clocks,
      Hashrates hashrates,
      Consumer<String> corrections) {
    this.registry = registry;
    this.clocks = clocks;
    this.hashrates = hashrates;
    this.corrections = corrections;
    this.departures = new Departures(clocks, registry.downstreamsLimit());
  }

  int knownSessions() {
    return sessions.size();
  }

  /** The first report of this pool: those in it were there before, and so were their totals. */
  void begin(PoolReport report) {
    forgetAll();
    round++;
    for (DownstreamReport downstream : report.downstreams()) {
      takeOver(downstream);
    }
    unreadAtFirst.addAll(report.unreadable());
    startedAt = report.detail().startedAt();
    advanceUpstream(report.detail());
    showPool(report);
  }

  /**
   * A later report of the same pool, also the first after {@link #withdrawAll}.
   *
   * @return whether any number of it is new
   */
  boolean advance(PoolReport report) {
    round++;
    departures.expire();
    if (isRestart(report.detail().startedAt())) {
      forgetAll();
      upstream = Optional.of(new ChannelLedger(clocks));
    }
    startedAt = report.detail().startedAt();
    boolean inPool = report.detail().upstream().isEmpty();
    List<DownstreamReport> arrivals = new ArrayList<>();
    boolean changed = advanceKnown(report, inPool, arrivals);
    changed |= disconnectTheMissing();
    arrivals.forEach(arrival -> arrive(arrival, inPool));
    unreadAtFirst.retainAll(report.unreadable());
    changed |= advanceUpstream(report.detail());
    showPool(report);
    return changed || !arrivals.isEmpty();
  }

  /** Nothing is known of any session at present. */
  void withdrawAll() {
    registry.withdrawAll();
  }

  /** Takes over hashrates that came or expired. */
  void showHashrates() {
    sessions.forEach((id, session) -> session.showHashrate(hashrates.of(id)));
  }

  private boolean isRestart(Optional<Instant> told) {
    return startedAt.isPresent()
        && told.isPresent()
        && Duration.between(startedAt.get(), told.get()).abs().compareTo(START_TOLERANCE) > 0;
  }

  /** Those that go on do; the others are added to the arrivals. */
  private boolean advanceKnown(PoolReport report, boolean inPool, List<DownstreamReport> arrivals) {
    boolean changed = false;
    long halved = 0;
    List<DownstreamReport> fallen = new ArrayList<>();
    for (DownstreamReport downstream : report.downstreams()) {
      Session session = sessions.get(downstream.info().id().value());
      if (session == null) {
        arrivals.add(downstream);
      } else if (session.isElsewhere(downstream)) {
        disconnect(session);
        departures.add(session);
        arrivals.add(downstream);
      } else if (session.fell(downstream)) {
        halved += session.halved(downstream) ? 1 : 0;
        fallen.add(downstream);
      } else {
        changed |= goOn(session, downstream, inPool);
      }
    }
    boolean poolRestarted = 2 * halved > report.downstreams().size();
    for (DownstreamReport downstream : fallen) {
      Session session = session(downstream);
      if (poolRestarted || session.isNewByItsOwnTotals(downstream)) {
        disconnect(session);
        arrivals.add(downstream);
      } else {
        corrections.accept(session.fall(downstream));
        changed |= goOn(session, downstream, inPool);
      }
    }
    for (long id : report.unreadable()) {
      Session session = sessions.get(id);
      if (session != null) {
        session.isIn(round);
        registry.resume(session.stats());
      }
    }
    return changed;
  }

  private boolean goOn(Session session, DownstreamReport downstream, boolean inPool) {
    session.isIn(round);
    registry.resume(session.stats());
    boolean changed = session.advance(downstream, inPool);
    session.showHashrate(hashrates.of(session.id()));
    return changed;
  }

  private void arrive(DownstreamReport downstream, boolean inPool) {
    Optional<Session> returning = departures.take(downstream);
    if (returning.isPresent()) {
      sessions.put(returning.get().id(), returning.get());
      goOn(returning.get(), downstream, inPool);
    } else if (unreadAtFirst.contains(downstream.info().id().value())) {
      takeOver(downstream);
    } else {
      Session session = put(registry.registerDownstream(downstream.info()), downstream);
      session.begin(inPool);
      session.showHashrate(hashrates.of(session.id()));
    }
  }

  private void takeOver(DownstreamReport downstream) {
    DownstreamTotals past = downstream.countedTotals();
    Session session = put(registry.resumeDownstream(downstream.info(), past), downstream);
    session.takeOver();
    session.showHashrate(hashrates.of(session.id()));
  }

  private Session put(DownstreamStats stats, DownstreamReport first) {
    Session session = new Session(stats, first, clocks);
    session.isIn(round);
    sessions.put(session.id(), session);
    return session;
  }

  private Session session(DownstreamReport downstream) {
    return Objects.requireNonNull(sessions.get(downstream.info().id().value()));
  }

  private void disconnect(Session session) {
    sessions.remove(session.id());
    session.stats().close();
  }

  private boolean disconnectTheMissing() {
    List<Session> missing =
        sessions.values().stream().filter(session -> session.round() != round).toList();
    missing.forEach(this::disconnect);
    missing.forEach(departures::add);
    return !missing.isEmpty();
  }

  private void forgetAll() {
    List.copyOf(sessions.values()).forEach(this::disconnect);
    departures.clear();
    unreadAtFirst.clear();
    upstream = Optional.empty();
  }

  /** The pool's own totals, where the source tells them apart from the downstreams'. */
  private boolean advanceUpstream(PoolDetail detail) {
    if (detail.upstream().isEmpty()) {
      return false;
    }
    List<ChannelReport> channels = detail.upstream().get();
    boolean changed = !channels.equals(upstreamChannels);
    upstreamChannels = channels;
    if (upstream.isPresent()) {
      registry.addToPool(upstream.get().add(channels));
    } else {
      ChannelLedger ledger = new ChannelLedger(clocks);
      Growth past = ledger.add(channels);
      registry.showEarlierShares(past.totals().shares());
      upstream = Optional.of(ledger);
    }
    return changed;
  }

  private void showPool(PoolReport report) {
    rejectionsAreTold |=
        ChannelReport.tellRejections(upstreamChannels)
            || report.downstreams().stream().anyMatch(DownstreamReport::tellsRejections);
    registry.report(
        new ReportedPool(
            report.detail().workIsWhole(),
            rejectionsAreTold,
            upstream.map(ChannelLedger::unacknowledged).orElse(OptionalLong.empty())));
  }
}
