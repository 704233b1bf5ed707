package io.hashpool.stats;

import io.hashpool.base.FailureLog;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one session: registered when it gets series of its own, each as soon as it has a
 * value, and removed when it ends.
 *
 * <p>Thread-safe: a meter that comes late to a session that has ended is not registered.
 */
final class SessionMeters {
  /**
   * Where the meters go.
   *
   * @param failures of all sessions of a pool
   */
  record Target(MeterRegistry registry, FailureLog failures) {}

  /** A meter that a session has once at most, and when it has a value. */
  enum Series {
    SHARES(PoolMeter.DOWNSTREAM_SHARES, DownstreamStats::sharesTotal, DownstreamStats::knowsShares),
    QUOTES(PoolMeter.DOWNSTREAM_QUOTES, DownstreamStats::quotesTotal, DownstreamStats::knowsQuotes),
    EHASH(
        PoolMeter.DOWNSTREAM_EHASH_MINED,
        DownstreamStats::ehashTotal,
        DownstreamStats::knowsQuotes),
    CHANNELS(PoolMeter.DOWNSTREAM_CHANNELS, DownstreamStats::openChannels, session -> true),
    CONNECTED_AT(
        PoolMeter.DOWNSTREAM_CONNECTED_AT,
        DownstreamStats::connectedAtSeconds,
        session -> !session.isBaseline()),
    LAST_SHARE_AT(
        PoolMeter.DOWNSTREAM_LAST_SHARE_AT,
        DownstreamStats::lastShareAtSeconds,
        session -> session.knowsShares() && session.lastShareAt().isPresent()),
    SHARE_INTERVAL(
        PoolMeter.DOWNSTREAM_SHARE_INTERVAL,
        DownstreamStats::shareIntervalSeconds,
        session -> session.knowsShares() && !Double.isNaN(session.shareIntervalSeconds())),
    SILENT_AT(
        PoolMeter.DOWNSTREAM_SILENT_AT,
        DownstreamStats::silentAtSeconds,
        DownstreamStats::knowsShares),
    HASHRATE(
        PoolMeter.DOWNSTREAM_HASHRATE,
        DownstreamStats::hashrate,
        session -> !Double.isNaN(session.hashrate())),
    DIFFICULTY(
        PoolMeter.DOWNSTREAM_DIFFICULTY, DownstreamStats::difficulty, DownstreamStats::knowsWork),
    DIFFICULTY_SQUARED(
        PoolMeter.DOWNSTREAM_DIFFICULTY_SQUARED,
        DownstreamStats::difficultySquared,
        DownstreamStats::knowsWork),
    BEST_SHARE(
        PoolMeter.DOWNSTREAM_BEST_SHARE,
        DownstreamStats::bestShareDifficulty,
        session -> session.bestShareDifficulty() > 0),
    UNACKNOWLEDGED(
        PoolMeter.DOWNSTREAM_UNACKNOWLEDGED,
        session -> session.reported().unacknowledged(),
        session -> !Double.isNaN(session.reported().unacknowledged())),
    DEVICE_HASHRATE(
        PoolMeter.DOWNSTREAM_DEVICE_HASHRATE,
        session -> session.reported().deviceHashrate(),
        session -> !Double.isNaN(session.reported().deviceHashrate())),
    DEVICE_POWER(
        PoolMeter.DOWNSTREAM_DEVICE_POWER,
        session -> session.reported().devicePower(),
        session -> !Double.isNaN(session.reported().devicePower())),
    DEVICE_TEMPERATURE(
        PoolMeter.DOWNSTREAM_DEVICE_TEMPERATURE,
        session -> session.reported().deviceTemperature(),
        session -> !Double.isNaN(session.reported().deviceTemperature()));

    private static final List<Series> ALL = List.of(values());

    private final PoolMeter meter;
    private final ToDoubleFunction<DownstreamStats> value;
    private final Predicate<DownstreamStats> known;

    Series(
        PoolMeter meter,
        ToDoubleFunction<DownstreamStats> value,
        Predicate<DownstreamStats> known) {
      this.meter = meter;
      this.value = value;
      this.known = known;
    }
  }

  private final DownstreamStats session;
  private final Tags idTag;
  private volatile long ticket;

  private boolean live; // guarded by this, as is all below

  /** Where the meters are; null where the session has none. */
  private @Nullable Target target;

  private final @Nullable Meter[] single = new Meter[Series.ALL.size()];

  /** Those that tell something by their labels. */
  private final List<Meter> infos = new ArrayList<>(1);

  private final List<Meter> rejections = new ArrayList<>(0);

  SessionMeters(DownstreamStats session) {
    this.session = session;
    this.idTag = Tags.of(PoolMeter.DOWNSTREAM_ID, session.info().id().toString());
  }

  /** Whether the session has series of its own. */
  synchronized boolean visible() {
    return target != null;
  }

  /** The session begins, as the one of this number. */
  synchronized void begin(long number) {
    ticket = number;
    live = true;
  }

  long ticket() {
    return ticket;
  }

  /** Registers what has a value; false, and nothing, where the session has ended. */
  synchronized boolean register(Target into) {
    if (!live || target != null) {
      return false;
    }
    target = into;
    registerInfos(into);
    Series.ALL.forEach(this::update);
    for (RejectReason reason : RejectReason.values()) {
      if (session.rejected(reason) != 0) {
        onFirstRejection(reason);
      }
    }
    return true;
  }

  /** The session ends: removes all. Whether there was anything to remove. */
  synchronized boolean end() {
    live = false;
    Target from = target;
    target = null;
    if (from == null) {
      return false;
    }
    for (int i = 0; i < single.length; i++) {
      Meter meter = single[i];
      if (meter != null) {
        remove(meter, from);
        single[i] = null;
      }
    }
    removeAll(infos, from);
    removeAll(rejections, from);
    return true;
  }

  /** A value came or went. */
  synchronized void update(Series series) {
    Target into = target;
    if (into == null) {
      return;
    }
    boolean known = series.known.test(session);
    Meter shown = single[series.ordinal()];
    if (known && shown == null) {
      single[series.ordinal()] =
          registered(into, () -> single(series.meter, series.value, idTag, into));
    } else if (!known && shown != null) {
      remove(shown, into);
      single[series.ordinal()] = null;
    }
  }

  /** A text that is shown as a label changed. */
  synchronized void updateInfos() {
    Target into = target;
    if (into != null) {
      removeAll(infos, into);
      registerInfos(into);
    }
  }

  /** The first rejection of this reason. */
  synchronized void onFirstRejection(RejectReason reason) {
    Target into = target;
    if (into == null) {
      return;
    }
    PoolMeter meter = PoolMeter.DOWNSTREAM_REJECTED_SHARES;
    Tags tags = idTag.and(meter.tag("reason", reason.code()));
    add(rejections, into, () -> single(meter, s -> s.rejected(reason), tags, into));
  }

  private void registerInfos(Target into) {
    for (InfoLabels labels : session.infoLabels()) {
      add(infos, into, () -> single(labels.meter(), ignored -> 1, idTag.and(labels.tags()), into));
    }
  }

  private Meter single(
      PoolMeter meter, ToDoubleFunction<DownstreamStats> value, Tags tags, Target into) {
    return meter.kind() == PoolMeter.Kind.COUNTER
        ? MeterBuilders.counter(meter, session, value).tags(tags).register(into.registry())
        : MeterBuilders.gauge(meter, session, value).tags(tags).register(into.registry());
  }

  private static void add(List<Meter> meters, Target into, Supplier<Meter> registration) {
    Meter done = registered(into, registration);
    if (done != null) {
      meters.add(done);
    }
  }

  private static @Nullable Meter registered(Target into, Supplier<Meter> registration) {
    try {
      return registration.get();
    } catch (RuntimeException | Error e) {
      // Another meter of the application may have taken the name in another shape, or a listener of
      // its own may throw. A pool that mines unseen is better than one that drops its miners.
      into.failures().failed(e);
      return null;
    }
  }

  private static void removeAll(List<Meter> meters, Target from) {
    meters.forEach(meter -> remove(meter, from));
    meters.clear();
  }

  /** One that can't be removed must not keep the others. */
  private static void remove(Meter meter, Target from) {
    try {
      from.registry().remove(meter);
    } catch (RuntimeException | Error e) {
      from.failures().failed(e);
    }
  }
}
