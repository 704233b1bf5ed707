package io.hashpool.stats;

import io.hashpool.base.FailureLog;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one session: those that have a value from the start, those that come with the first
 * share, work or rejection, and their removal.
 *
 * <p>Thread-safe: a meter that comes late to a session that has ended is not registered.
 */
final class SessionMeters {
  /** Where a session's meters go, or that they go nowhere. */
  sealed interface Registrar {
    /**
     * Into this registry.
     *
     * @param failures of all sessions of a pool
     */
    record Into(MeterRegistry registry, StatsOrigin origin, FailureLog failures)
        implements Registrar {}

    /** Nowhere: the session is past the limit. */
    record Nowhere() implements Registrar {}
  }

  private final DownstreamStats session;
  private final Registrar registrar;
  private final Tags idTag;

  /** What is registered; null before {@link #register} and after {@link #remove}. */
  private @Nullable List<Meter> registered; // guarded by this

  private @Nullable Meter hashrateMeter; // guarded by this
  private @Nullable Meter lastShareMeter; // guarded by this

  SessionMeters(DownstreamStats session, Registrar registrar) {
    this.session = session;
    this.registrar = registrar;
    this.idTag = Tags.of(PoolMeter.DOWNSTREAM_ID, session.info().id().toString());
  }

  /** Whether the session has series of its own. */
  boolean visible() {
    return registrar instanceof Registrar.Into;
  }

  synchronized void register() {
    if (!(registrar instanceof Registrar.Into into)) {
      return;
    }
    registered = new ArrayList<>(9);
    DownstreamInfo info = session.info();
    PoolMeter infoMeter = PoolMeter.DOWNSTREAM_INFO;
    gauge(
        infoMeter,
        ignored -> 1,
        idTag
            .and(infoMeter.tag("address", info.address()))
            .and(infoMeter.tag("work_selection", Boolean.toString(info.workSelection()))));
    counter(PoolMeter.DOWNSTREAM_SHARES, DownstreamStats::sharesTotal);
    counter(PoolMeter.DOWNSTREAM_QUOTES, DownstreamStats::quotesTotal);
    counter(PoolMeter.DOWNSTREAM_EHASH_MINED, DownstreamStats::ehashTotal);
    gauge(PoolMeter.DOWNSTREAM_CHANNELS, DownstreamStats::openChannels);
    gauge(PoolMeter.DOWNSTREAM_SILENT_AT, DownstreamStats::silentAtSeconds);
    if (into.origin() == StatsOrigin.IN_PROCESS) {
      gauge(PoolMeter.DOWNSTREAM_CONNECTED_AT, DownstreamStats::connectedAtSeconds);
      counter(PoolMeter.DOWNSTREAM_DIFFICULTY, DownstreamStats::difficulty);
      counter(PoolMeter.DOWNSTREAM_DIFFICULTY_SQUARED, DownstreamStats::difficultySquared);
    }
  }

  synchronized void onFirstShare() {
    if (lastShareMeter == null) {
      lastShareMeter =
          gauge(PoolMeter.DOWNSTREAM_LAST_SHARE_AT, DownstreamStats::lastShareAtSeconds);
    }
  }

  synchronized void onShareInterval() {
    gauge(PoolMeter.DOWNSTREAM_SHARE_INTERVAL, DownstreamStats::shareIntervalSeconds);
  }

  synchronized void onFirstBestShare() {
    gauge(PoolMeter.DOWNSTREAM_BEST_SHARE, DownstreamStats::bestShareDifficulty);
  }

  synchronized void onHashrate() {
    if (hashrateMeter == null) {
      hashrateMeter = gauge(PoolMeter.DOWNSTREAM_HASHRATE, DownstreamStats::hashrate);
    }
  }

  synchronized void withoutHashrate() {
    if (hashrateMeter != null && registered != null && registrar instanceof Registrar.Into into) {
      registered.remove(hashrateMeter);
      remove(hashrateMeter, into);
      hashrateMeter = null;
    }
  }

  synchronized void onFirstRejection(RejectReason reason) {
    PoolMeter meter = PoolMeter.DOWNSTREAM_REJECTED_SHARES;
    counter(meter, s -> s.rejected(reason), idTag.and(meter.tag("reason", reason.code())));
  }

  synchronized void remove() {
    if (registered != null && registrar instanceof Registrar.Into into) {
      registered.forEach(meter -> remove(meter, into));
      registered = null;
      hashrateMeter = null;
    }
  }

  private void counter(PoolMeter meter, ToDoubleFunction<DownstreamStats> total) {
    counter(meter, total, idTag);
  }

  private void counter(PoolMeter meter, ToDoubleFunction<DownstreamStats> total, Tags tags) {
    register(
        meter,
        registry -> MeterBuilders.counter(meter, session, total).tags(tags).register(registry));
  }

  private @Nullable Meter gauge(PoolMeter meter, ToDoubleFunction<DownstreamStats> value) {
    return gauge(meter, value, idTag);
  }

  private @Nullable Meter gauge(
      PoolMeter meter, ToDoubleFunction<DownstreamStats> value, Tags tags) {
    return register(
        meter,
        registry -> MeterBuilders.gauge(meter, session, value).tags(tags).register(registry));
  }

  private @Nullable Meter register(PoolMeter meter, Function<MeterRegistry, Meter> registration) {
    if (registered == null || !(registrar instanceof Registrar.Into into)) {
      return null;
    }
    try {
      Meter done = registration.apply(into.registry());
      registered.add(done);
      return done;
    } catch (RuntimeException | Error e) {
      // Another meter of the application may have taken the name in another shape, or a listener of
      // its own may throw. A pool that mines unseen is better than one that drops its miners.
      into.failures().failed(e);
      return null;
    }
  }

  /** One that can't be removed must not keep the others. */
  private static void remove(Meter meter, Registrar.Into into) {
    try {
      into.registry().remove(meter);
    } catch (RuntimeException | Error e) {
      into.failures().failed(e);
    }
  }
}
