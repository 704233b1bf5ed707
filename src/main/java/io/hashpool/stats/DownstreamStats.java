package io.hashpool.stats;

import io.hashpool.quote.EhashAmount;
import io.hashpool.stats.SessionMeters.Series;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;

/**
 * One session of one downstream, from connect to disconnect: what the pool records into, and the
 * handle whose closing removes exactly this session's series.
 *
 * <p>Recording is for the share path: thread-safe, without locks, allocation or I/O, and with at
 * most one read of the clock. (The first share, the second and the first rejection of each reason
 * register the meters that have no value before, once each.) It never throws for what a share may
 * bring. After {@link #close} it still counts in the pool's totals, and in nothing else.
 */
public final class DownstreamStats implements AutoCloseable {
  /** Of the hash 1, by the convention that difficulty 1 takes 2^32 hashes. */
  private static final double HIGHEST_DIFFICULTY = 0x1p224;

  private final PoolStatsRegistry registry;
  private final boolean baseline;
  private final Cohort cohort;
  private final long connectedAt; // of the pool's time

  private final SessionTotal shares = new SessionTotal();
  private final SessionTotal quotes = new SessionTotal();
  private final SessionTotal ehash = new SessionTotal();
  private final DoubleAdder difficulty = new DoubleAdder();
  private final DoubleAdder difficultySquared = new DoubleAdder();
  private final Rejections rejections = new Rejections();
  private final BestShare bestShare = new BestShare();
  private final ShareTimes shareTimes;
  private final WorkWindow window = new WorkWindow(shares::sum, difficulty::sum);
  private final OpenChannels channels = new OpenChannels();
  private final AtomicBoolean workRecorded = new AtomicBoolean();
  private final AtomicReference<Life> life = new AtomicReference<>(Life.LIVE);

  private volatile DownstreamInfo info;
  private volatile boolean sharesKnown = true;
  private volatile boolean workReported;

  /** What the pool said itself, where it says so; NaN otherwise. */
  private volatile double reportedHashrate = Double.NaN;

  private volatile ReportedDetail reported = ReportedDetail.NONE;

  private final SessionMeters meters;

  /** Where a session is between connect and disconnect. */
  enum Life {
    LIVE,
    /** Nothing is known of it at present. */
    SUSPENDED,
    ENDED
  }

  DownstreamStats(
      PoolStatsRegistry registry,
      DownstreamInfo info,
      DownstreamTotals carriedOver,
      boolean baseline) {
    this.registry = registry;
    this.info = info;
    this.baseline = baseline;
    this.cohort = registry.silence().cohort(baseline);
    this.connectedAt = registry.time().millis();
    this.shareTimes = new ShareTimes(registry.time());
    shares.add(carriedOver.shares());
    quotes.add(carriedOver.quotes());
    ehash.add(carriedOver.ehash());
    this.meters = new SessionMeters(this);
  }

  /** Who it is. */
  public DownstreamInfo info() {
    return info;
  }

  /** When the session was first registered, by the clock as it is set now. */
  public Instant connectedAt() {
    return Instant.ofEpochMilli(registry.time().unixMillis(connectedAt));
  }

  /** An accepted share that makes no quote (standard channel): one share, and the stamp. */
  public void recordShare() {
    stampShare();
    shares.increment();
    registry.totals().shares.increment();
  }

  /** An accepted share that made a quote (extended channel): {@link StatsCallback} calls this. */
  void recordQuote(EhashAmount amount) {
    recordShare();
    quotes.increment();
    ehash.add(amount.units());
    PoolTotals totals = registry.totals();
    totals.quotes.increment();
    totals.ehash.add(amount.units());
  }

  /**
   * The work of an accepted share, standard or extended, besides counting it as a share. What no
   * hash can reach, or is not a positive number, is left out.
   *
   * @param targetDifficulty the difficulty of the channel's target, which the share was accepted at
   * @param shareDifficulty the difficulty that the share's own hash reached
   */
  public void recordWork(double targetDifficulty, double shareDifficulty) {
    if (isDifficulty(targetDifficulty)) {
      shareTimes.recordDifficulty(targetDifficulty);
      difficulty.add(targetDifficulty);
      difficultySquared.add(targetDifficulty * targetDifficulty);
      registry.totals().difficulty.add(targetDifficulty);
      if (!workRecorded.get() && workRecorded.compareAndSet(false, true)) {
        meters.update(Series.HASHRATE);
      }
    }
    if (isDifficulty(shareDifficulty) && bestShare.record(shareDifficulty)) {
      meters.update(Series.BEST_SHARE);
    }
  }

  /** A rejected share; counts under its reason and nowhere else. */
  public void recordRejection(RejectReason reason) {
    if (rejections.record(reason)) {
      meters.onFirstRejection(reason);
    }
    registry.totals().rejected(reason).increment();
  }

  /** A mining channel was opened. Takes a lock; channels are few and long-lived. */
  public void openChannel(long channelId) {
    channels.open(channelId);
  }

  /**
   * A mining channel was opened whose target is known: a miner whose difficulty has just risen is
   * not called silent for a gap that is longer because of it.
   *
   * @param targetDifficulty the difficulty of the target that the channel's shares are held to now;
   *     called at each scrape, from its thread, and must not throw
   */
  public void openChannel(long channelId, DoubleSupplier targetDifficulty) {
    channels.open(channelId, targetDifficulty);
  }

  /** A mining channel was closed. */
  public void closeChannel(long channelId) {
    channels.close(channelId);
  }

  /**
   * Adds what a report says that was mined since the last one. For one reporting thread a session.
   *
   * @param inPool whether it counts in the pool's totals too, and is not of before the first report
   */
  public void add(Growth growth, boolean inPool) {
    DownstreamTotals added = growth.totals();
    shares.add(added.shares());
    quotes.add(added.quotes());
    ehash.add(added.ehash());
    growth.rejected().forEach(this::addRejections);
    if (growth.difficulty() > 0) {
      difficulty.add(growth.difficulty());
      difficultySquared.add(growth.difficultySquared());
      if (!workReported) {
        workReported = true;
        meters.update(Series.DIFFICULTY);
        meters.update(Series.DIFFICULTY_SQUARED);
      }
    }
    if (inPool) {
      registry.totals().add(growth);
    }
  }

  /**
   * A report shows that the downstream works: it is not silent.
   *
   * @param newShares how many shares it made since the last report, unsigned, not 0
   */
  public void reportShares(long newShares) {
    show(shareTimes.record(registry.time().millis(), newShares));
    registry.onReportedShares(newShares);
  }

  /** When its last share was accepted, as a pool elsewhere tells it. */
  public void reportLastShareAt(Instant at) {
    shareTimes.reported(at.toEpochMilli());
    meters.update(Series.LAST_SHARE_AT);
  }

  /** Whether the source tells this downstream's shares. Where it does not, none are shown. */
  public void reportSharesKnown(boolean known) {
    if (known != sharesKnown) {
      sharesKnown = known;
      for (Series series :
          List.of(Series.SHARES, Series.LAST_SHARE_AT, Series.SHARE_INTERVAL, Series.SILENT_AT)) {
        meters.update(series);
      }
    }
  }

  /** The best share that a pool elsewhere tells of, a positive difficulty. */
  public void reportBestShare(double shareDifficulty) {
    if (isDifficulty(shareDifficulty) && bestShare.record(shareDifficulty)) {
      meters.update(Series.BEST_SHARE);
    }
  }

  /** What each of its newly told shares was asked for, on average. */
  public void reportShareDifficulty(double targetDifficulty) {
    if (isDifficulty(targetDifficulty)) {
      shareTimes.recordDifficulty(targetDifficulty);
    }
  }

  /** Takes over what only some sources tell. */
  public void report(ReportedDetail detail) {
    ReportedDetail before = reported;
    reported = detail;
    meters.update(Series.UNACKNOWLEDGED);
    meters.update(Series.DEVICE_HASHRATE);
    meters.update(Series.DEVICE_POWER);
    meters.update(Series.DEVICE_TEMPERATURE);
    if (!before.userIdentities().equals(detail.userIdentities())
        || !before.device().equals(detail.device())) {
      meters.updateInfos();
    }
  }

  /** The same session is known by another address or work selection now; its id stays. */
  public void relabel(DownstreamInfo newInfo) {
    if (!newInfo.id().equals(info.id())) {
      throw new IllegalArgumentException(
          "session " + info.id() + " can't become downstream " + newInfo.id());
    }
    info = newInfo;
    meters.updateInfos();
  }

  /** Takes over the channels that a pool reports as open. */
  public void reportChannels(List<Long> open) {
    channels.replaceBy(open);
  }

  /**
   * Takes over a hashrate, in hashes a second, that a pool reports; empty where it no longer does.
   */
  public void reportHashrate(OptionalDouble hashrate) {
    reportedHashrate = hashrate.orElse(Double.NaN);
    meters.update(Series.HASHRATE);
  }

  /** What it has mined in this session. */
  public DownstreamTotals totals() {
    return new DownstreamTotals(shares.sum(), quotes.sum(), ehash.sum());
  }

  /** How many of its shares were rejected for this reason. */
  public long rejected(RejectReason reason) {
    return rejections.of(reason);
  }

  /** Sum of the target difficulties of its accepted shares. */
  public double difficulty() {
    return difficulty.sum();
  }

  /**
   * When its last share was accepted, by the clock as it is set now, or as a pool elsewhere
   * reported it; empty before the first.
   */
  public Optional<Instant> lastShareAt() {
    long at = shareTimes.lastUnixMillis();
    return at == ShareTimes.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
  }

  /** The session at this moment; of shares being recorded meanwhile it may hold a part. */
  public DownstreamSnapshot snapshot() {
    return new DownstreamSnapshot(
        info,
        channels.ids(),
        totals(),
        lastShareAt(),
        workRecorded.get() ? Optional.of(workInWindow()) : Optional.empty());
  }

  /** The downstream disconnected: removes its series. A second call does nothing. */
  @Override
  public void close() {
    registry.end(this);
  }

  /**
   * Removes its series without calling it a disconnection: nothing is known of it at present.
   * {@link PoolStatsRegistry#resume} brings it back, {@link #close} ends it. A second call does
   * nothing.
   */
  public void withdraw() {
    registry.suspend(this);
  }

  /** Changes its life from one state to another; whether it was in that one. */
  boolean become(Life from, Life to) {
    return life.compareAndSet(from, to);
  }

  SessionMeters meters() {
    return meters;
  }

  double sharesTotal() {
    return shares.toDouble();
  }

  double quotesTotal() {
    return quotes.toDouble();
  }

  double ehashTotal() {
    return ehash.toDouble();
  }

  double difficultySquared() {
    return difficultySquared.sum();
  }

  double connectedAtSeconds() {
    return registry.time().unixMillis(connectedAt) / 1e3;
  }

  double lastShareAtSeconds() {
    return shareTimes.lastUnixMillis() / 1e3;
  }

  double shareIntervalSeconds() {
    return shareTimes.meanGapSeconds();
  }

  /** When its silence is no longer chance: the last sign of work, or the first, plus the limit. */
  double silentAtSeconds() {
    long lastShare = shareTimes.lastMillis();
    long since = lastShare == ShareTimes.NEVER ? connectedAt : lastShare;
    return registry.time().unixMillis(since) / 1e3
        + registry.silence().limitSeconds(pace(), cohort);
  }

  Pace pace() {
    return shareTimes.pace(reported.targetDifficulty().orElseGet(channels::targetDifficulty));
  }

  ShareTimes shareTimes() {
    return shareTimes;
  }

  boolean knowsShares() {
    return sharesKnown;
  }

  boolean knowsQuotes() {
    return registry.origin() != StatsOrigin.MONITORED;
  }

  boolean knowsWork() {
    return workReported || registry.origin() == StatsOrigin.IN_PROCESS;
  }

  ReportedDetail reported() {
    return reported;
  }

  List<InfoLabels> infoLabels() {
    List<InfoLabels> labels = new ArrayList<>(1);
    labels.add(
        new InfoLabels(
            PoolMeter.DOWNSTREAM_INFO,
            Tags.of(
                PoolMeter.DOWNSTREAM_INFO.tag("address", info.address()),
                PoolMeter.DOWNSTREAM_INFO.tag(
                    "work_selection", Boolean.toString(info.workSelection())))));
    labels.addAll(reported.infoLabels());
    return labels;
  }

  boolean isBaseline() {
    return baseline;
  }

  Cohort cohort() {
    return cohort;
  }

  double bestShareDifficulty() {
    return bestShare.difficulty();
  }

  double openChannels() {
    return channels.count();
  }

  double hashrate() {
    return workRecorded.get() ? workInWindow().hashrate() : reportedHashrate;
  }

  private void addRejections(RejectReason reason, long count) {
    if (rejections.add(reason, count)) {
      meters.onFirstRejection(reason);
    }
  }

  private WorkInWindow workInWindow() {
    return window.at(registry.time().millis(), connectedAt);
  }

  private void stampShare() {
    long now = registry.time().millis();
    window.beforeShare(now);
    show(shareTimes.record(now, 1));
  }

  private void show(ShareTimes.News news) {
    switch (news) {
      case FIRST_SHARE -> {
        meters.update(Series.LAST_SHARE_AT);
        registry.onFirstShare(this);
      }
      case FIRST_GAP -> meters.update(Series.SHARE_INTERVAL);
      case NONE -> {}
    }
  }

  private static boolean isDifficulty(double value) {
    return value > 0 && value <= HIGHEST_DIFFICULTY;
  }
}
