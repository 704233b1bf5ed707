package io.hashpool.ingest;

import io.hashpool.base.Clocks;
import io.hashpool.base.PrintableText;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.PoolStatsRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of each report: which pool the source is of, what is out of order, when the
 * source is silent and when it is back. What it takes goes to the registry.
 *
 * <p>Reports and the passing of time are for one thread. {@link #state} is for any.
 */
public final class SourceMonitor {
  /** How long the pool may say nothing before its numbers are withdrawn, unless said otherwise. */
  public static final Duration DEFAULT_STALE_AFTER = Duration.ofSeconds(45);

  private static final Logger LOG = LoggerFactory.getLogger(SourceMonitor.class);

  private final PoolStatsRegistry registry;
  private final FeedStats stats;
  private final Clocks clock;
  private final Duration staleAfter;
  private final RefusalLog refusals;
  private final Hashrates hashrates;
  private final JobDeclarators jobDeclarators;
  private final Reconciler reconciler;

  /** Whose snapshot was the last taken; stays while the feed is silent. */
  private record Taken(PoolReport report, Peer peer, long atNanos) {}

  /** One that was older than the last taken, and refused for it. */
  private record Older(Peer peer, long timestamp) {}

  private final ReportInterval interval;

  private @Nullable Taken last;
  private @Nullable Older older;

  /** Whose report is being taken. */
  private @Nullable Peer reporting;

  private boolean up;
  private volatile SourceState state = SourceState.NOTHING_YET;

  /** With the system's clock and the default time to silence. */
  public SourceMonitor(PoolStatsRegistry registry, FeedStats stats) {
    this(registry, stats, Clocks.system(), DEFAULT_STALE_AFTER);
  }

  /**
   * A monitor that counts into these.
   *
   * @param registry of origin {@code REPORTED}, and of this feed alone
   * @param staleAfter how long the pool may say nothing
   * @throws IllegalArgumentException if that is not positive
   */
  public SourceMonitor(
      PoolStatsRegistry registry, FeedStats stats, Clocks clock, Duration staleAfter) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.stats = Objects.requireNonNull(stats, "stats");
    this.clock = Objects.requireNonNull(clock, "clock");
    if (staleAfter.isNegative() || staleAfter.isZero()) {
      throw new IllegalArgumentException("the time to silence is positive, not " + staleAfter);
    }
    this.staleAfter = staleAfter;
    this.refusals = new RefusalLog(stats, clock);
    this.hashrates = new Hashrates(clock);
    this.jobDeclarators = new JobDeclarators(clock, staleAfter);
    this.interval = new ReportInterval(registry, staleAfter);
    this.reconciler = new Reconciler(registry, clock, hashrates, this::corrected);
  }

  /** What is known now. For any thread. */
  public SourceState state() {
    return state;
  }

  /** What all downstreams make together, in hashes a second. For any thread. */
  public OptionalDouble hashrate() {
    return registry.hashrate();
  }

  /** What times it. */
  public Clocks clock() {
    return clock;
  }

  /** What counts it. */
  public FeedStats stats() {
    return stats;
  }

  /** Where what is not taken is counted and logged. */
  public RefusalLog refusals() {
    return refusals;
  }

  /** A peer sent this line. */
  public void take(Report line, Peer peer) {
    tick();
    if (line instanceof PoolReport report) {
      takePoolReport(report, peer);
    } else if (line instanceof WindowReport report) {
      takeWindowReport(report, peer);
    } else if (line instanceof JobDeclaratorHeartbeat heartbeat) {
      LOG.atDebug()
          .addKeyValue("peer", peer)
          .addKeyValue("address", PrintableText.forLog(heartbeat.listenAddress()))
          .log("job declarator heartbeat received");
      jobDeclarators.heard(heartbeat);
      showServices();
    }
  }

  /** Time passed: what is overdue goes. To be called some times a second. */
  public void tick() {
    Taken taken = last;
    if (up && taken != null && clock.isOver(staleAfter, taken.atNanos)) {
      LOG.atWarn()
          .addKeyValue("listen_address", PrintableText.forLog(taken.report.listenAddress()))
          .addKeyValue("peer", taken.peer)
          .addKeyValue("stale_after_seconds", staleAfter.toMillis() / 1e3)
          .addKeyValue("downstreams_withdrawn", reconciler.knownSessions())
          .log("feed silent");
      withdraw();
    }
    if (hashrates.expire()) {
      reconciler.showHashrates();
    }
    if (jobDeclarators.expire()) {
      showServices();
    }
  }

  /** No more lines will come: withdraws what is shown. */
  public void stop() {
    withdraw();
  }

  private void withdraw() {
    up = false;
    stats.silent();
    registry.setSourceSilent(true);
    reconciler.withdrawAll();
    showServices();
  }

  private void takePoolReport(PoolReport report, Peer peer) {
    Taken before = last;
    if (up && before != null) {
      if (isSecondPool(report, peer, before)) {
        refusals.refused(
            peer,
            FeedError.SECOND_POOL,
            "the feed is of the pool at %s, sent by %s; this one is of %s"
                .formatted(before.report.listenAddress(), before.peer, report.listenAddress()));
        return;
      }
      if (isOlder(report, before) && !isClockSetBack(report, peer, before)) {
        older = new Older(peer, report.timestamp());
        refusals.refused(
            peer,
            FeedError.OUT_OF_ORDER,
            "timestamp %s is before %s, the last one taken"
                .formatted(
                    Long.toUnsignedString(report.timestamp()),
                    Long.toUnsignedString(before.report.timestamp())));
        return;
      }
    }
    Instant now = clock.wall().instant();
    reporting = peer;
    boolean samePool =
        before != null && before.report.listenAddress().equals(report.listenAddress());
    if (!samePool) {
      reconciler.begin(report);
      stats.changed(now);
    } else if (reconciler.advance(report)) {
      stats.changed(now);
    }
    logTaken(report, peer, before, now);
    long nanos = clock.nanos().getAsLong();
    if (before != null) {
      interval.measured(Duration.ofNanos(nanos - before.atNanos));
    }
    last = new Taken(report, peer, nanos);
    older = null;
    up = true;
    registry.setSourceSilent(false);
    registry.setListenAddress(report.listenAddress());
    showServices();
    stats.snapshotTaken(now);
  }

  /**
   * Whether the feed is of another pool. One that sends as the same pool from a newer connection is
   * the same, reconnected; from an older one, while the newer is open, it is a second that claims
   * the same address.
   */
  private static boolean isSecondPool(PoolReport report, Peer peer, Taken before) {
    return !report.listenAddress().equals(before.report.listenAddress())
        || (before.peer.number() > peer.number() && before.peer.isOpen());
  }

  private static boolean isOlder(PoolReport report, Taken before) {
    return Long.compareUnsigned(report.timestamp(), before.report.timestamp()) < 0;
  }

  /**
   * One older snapshot may be a straggler; a second, from a connection that is not the older one
   * and later than the first, is of a pool whose clock was set back.
   */
  private boolean isClockSetBack(PoolReport report, Peer peer, Taken before) {
    Older first = older;
    boolean setBack =
        first != null
            && first.peer == peer
            && before.peer.number() <= peer.number()
            && Long.compareUnsigned(report.timestamp(), first.timestamp) > 0;
    if (setBack) {
      LOG.atWarn()
          .addKeyValue("peer", peer)
          .addKeyValue("was", Long.toUnsignedString(before.report.timestamp()))
          .addKeyValue("timestamp", Long.toUnsignedString(report.timestamp()))
          .log("the pool's clock was set back");
    }
    return setBack;
  }

  private void takeWindowReport(WindowReport report, Peer peer) {
    LOG.atDebug()
        .addKeyValue("peer", peer)
        .addKeyValue("service_type", report.sender().label())
        .addKeyValue("downstreams", report.downstreams().size())
        .log("windowed snapshot received");
    // A translator numbers its own miners: its ids mean nothing here.
    if (report.sender() == WindowReport.Sender.POOL) {
      hashrates.replaceBy(report);
      reconciler.showHashrates();
    }
  }

  private void logTaken(PoolReport report, Peer peer, @Nullable Taken before, Instant now) {
    if (before == null) {
      LOG.atInfo()
          .addKeyValue("listen_address", PrintableText.forLog(report.listenAddress()))
          .addKeyValue("peer", peer)
          .addKeyValue("downstreams", report.downstreams().size())
          .log("first snapshot");
    } else if (!up) {
      LOG.atInfo()
          .addKeyValue("listen_address", PrintableText.forLog(report.listenAddress()))
          .addKeyValue("peer", peer)
          .addKeyValue("downstreams", report.downstreams().size())
          .log("feed back");
    } else if (before.peer != peer) {
      LOG.atInfo()
          .addKeyValue("listen_address", PrintableText.forLog(report.listenAddress()))
          .addKeyValue("peer", peer)
          .addKeyValue("was", before.peer)
          .log("publisher reconnected");
    }
    if (LOG.isDebugEnabled()) {
      LOG.atDebug()
          .addKeyValue("listen_address", PrintableText.forLog(report.listenAddress()))
          .addKeyValue("peer", peer)
          .addKeyValue("services", report.services().size())
          .addKeyValue("downstreams", report.downstreams().size())
          .addKeyValue("lag_seconds", now.getEpochSecond() - report.timestamp())
          .log("snapshot received");
    }
  }

  private void corrected(String fall) {
    Peer peer = reporting;
    if (peer != null) {
      refusals.refused(peer, FeedError.CORRECTED, fall);
    }
  }

  private void showServices() {
    List<PoolService> declarators = jobDeclarators.services();
    Taken taken = last;
    registry.setServices(
        up && taken != null ? taken.report.withServices(declarators).services() : declarators);
    state =
        new SourceState(
            Optional.ofNullable(last).map(it -> it.report.withServices(declarators)), up);
  }
}
