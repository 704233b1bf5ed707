package io.hashpool.stats;

import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every meter of this package, in one place: what registers them, the README's table and the tests
 * over rules and dashboards all read it from here.
 *
 * <p>Names are Micrometer's; {@link #sampleName()} is what Prometheus shows.
 */
public enum PoolMeter {
  // Names fixed by hashpool itself.
  POOL_INFO(
      "hashpool.pool.info",
      Kind.INFO,
      Scope.POOL,
      "1",
      "The pool, by the address it listens at for downstreams",
      "listen_address"),
  SERVICE_INFO(
      "hashpool.pool.service.info",
      Kind.INFO,
      Scope.POOL,
      "1",
      "A service the pool reports",
      "service_type",
      "address"),
  DOWNSTREAM_INFO(
      "hashpool.pool.downstream.info",
      Kind.INFO,
      Scope.DOWNSTREAM,
      "1",
      "A connected downstream, where it connects from and whether it selects its own work",
      "address",
      "work_selection"),
  DOWNSTREAM_SHARES(
      "hashpool.pool.downstream.shares",
      Kind.COUNTER,
      Scope.DOWNSTREAM,
      "shares",
      "Accepted shares of the downstream since it connected"),
  DOWNSTREAM_QUOTES(
      "hashpool.pool.downstream.quotes",
      Kind.COUNTER,
      Scope.DOWNSTREAM,
      "quotes",
      "Mint quotes created for the downstream since it connected"),
  DOWNSTREAM_EHASH_MINED(
      "hashpool.pool.downstream.ehash.mined",
      Kind.COUNTER,
      Scope.DOWNSTREAM,
      "ehash",
      "Ehash units mined by the downstream since it connected"),
  DOWNSTREAM_LAST_SHARE_AT(
      "hashpool.pool.downstream.last.share.at",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "seconds",
      "Unix time of the downstream's last accepted share; absent before the first"),
  DOWNSTREAM_HASHRATE(
      "hashpool.pool.downstream.hashrate",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "hs",
      "Hashes a second over the last 60 s or the connection's age, by accepted difficulty; absent"
          + " where difficulty is unknown"),

  // Ours, per downstream.
  DOWNSTREAM_CONNECTED_AT(
      "hashpool.pool.downstream.connected.at",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "seconds",
      "Unix time when the downstream connected"),
  DOWNSTREAM_REJECTED_SHARES(
      "hashpool.pool.downstream.rejected.shares",
      Kind.COUNTER,
      Scope.DOWNSTREAM,
      "shares",
      "Rejected shares of the downstream since it connected; absent before the first of its reason",
      "reason"),
  DOWNSTREAM_DIFFICULTY(
      "hashpool.pool.downstream.difficulty",
      Kind.COUNTER,
      Scope.DOWNSTREAM,
      "difficulty",
      "Sum of the target difficulties of the downstream's accepted shares; its rate times 2^32 is"
          + " the hashrate"),
  DOWNSTREAM_DIFFICULTY_SQUARED(
      "hashpool.pool.downstream.difficulty.squared",
      Kind.COUNTER,
      Scope.DOWNSTREAM,
      "squared",
      "Sum of the squared target difficulties of the downstream's accepted shares; its root over"
          + " the plain sum is the hashrate's relative error"),
  DOWNSTREAM_SHARE_INTERVAL(
      "hashpool.pool.downstream.share.interval",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "seconds",
      "Mean gap between the downstream's accepted shares, over some 128 of them; changes only when"
          + " a share arrives, and is absent before the second"),
  DOWNSTREAM_SILENT_AT(
      "hashpool.pool.downstream.silent.at",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "seconds",
      "Unix time from which on the downstream's silence is no longer chance, if no share arrives"
          + " before"),
  DOWNSTREAM_BEST_SHARE(
      "hashpool.pool.downstream.best.share",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "difficulty",
      "Highest difficulty that a share of the downstream reached; absent before the first"),
  DOWNSTREAM_CHANNELS(
      "hashpool.pool.downstream.channels",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "channels",
      "Open mining channels of the downstream"),
  DOWNSTREAM_IDENTITY_INFO(
      "hashpool.pool.downstream.identity.info",
      Kind.INFO,
      Scope.DOWNSTREAM,
      "1",
      "A name that the downstream mines under; absent where the source does not tell it",
      "user_identity"),
  DOWNSTREAM_UNACKNOWLEDGED(
      "hashpool.pool.downstream.unacknowledged.shares",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "shares",
      "Shares of the downstream that a proxy passed on and its upstream neither acknowledged nor"
          + " rejected; absent where the source is no proxy"),
  DOWNSTREAM_DEVICE_INFO(
      "hashpool.pool.downstream.device.info",
      Kind.INFO,
      Scope.DOWNSTREAM,
      "1",
      "The downstream's mining device, as it describes itself",
      "make",
      "model",
      "firmware"),
  DOWNSTREAM_DEVICE_HASHRATE(
      "hashpool.pool.downstream.device.hashrate",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "hs",
      "Hashes a second that the downstream's device reports"),
  DOWNSTREAM_DEVICE_POWER(
      "hashpool.pool.downstream.device.power",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "watts",
      "Electric power of the downstream's device"),
  DOWNSTREAM_DEVICE_TEMPERATURE(
      "hashpool.pool.downstream.device.temperature",
      Kind.GAUGE,
      Scope.DOWNSTREAM,
      "celsius",
      "Temperature of the downstream's device"),

  // Ours, pool-wide.
  POOL_SHARES(
      "hashpool.pool.shares",
      Kind.COUNTER,
      Scope.POOL,
      "shares",
      "Accepted shares of all sessions"),
  POOL_QUOTES(
      "hashpool.pool.quotes",
      Kind.COUNTER,
      Scope.POOL,
      "quotes",
      "Mint quotes created in all sessions"),
  POOL_QUOTES_DUE(
      "hashpool.pool.quotes.due",
      Kind.COUNTER,
      Scope.POOL,
      "quotes",
      "Accepted shares of all sessions that must make a mint quote"),
  POOL_EHASH_MINED(
      "hashpool.pool.ehash.mined",
      Kind.COUNTER,
      Scope.POOL,
      "ehash",
      "Ehash units mined in all sessions"),
  POOL_DIFFICULTY(
      "hashpool.pool.difficulty",
      Kind.COUNTER,
      Scope.POOL,
      "difficulty",
      "Sum of the target difficulties of the accepted shares of all sessions"),
  POOL_REJECTED_SHARES(
      "hashpool.pool.rejected.shares",
      Kind.COUNTER,
      Scope.POOL,
      "shares",
      "Rejected shares of all sessions",
      "reason"),
  POOL_BLOCKS_FOUND(
      "hashpool.pool.blocks.found",
      Kind.COUNTER,
      Scope.POOL,
      "blocks",
      "Accepted shares that also met the network's target"),
  POOL_CONNECTIONS(
      "hashpool.pool.connections",
      Kind.COUNTER,
      Scope.POOL,
      "connections",
      "Downstreams that connected"),
  POOL_DISCONNECTIONS(
      "hashpool.pool.disconnections",
      Kind.COUNTER,
      Scope.POOL,
      "disconnections",
      "Downstreams that disconnected"),
  POOL_QUOTES_FAILED(
      "hashpool.pool.quotes.failed",
      Kind.COUNTER,
      Scope.POOL,
      "quotes",
      "Quotes that could not be made, or did not reach the mint",
      "reason"),
  POOL_UNACKNOWLEDGED(
      "hashpool.pool.unacknowledged.shares",
      Kind.GAUGE,
      Scope.POOL,
      "shares",
      "Shares that a proxy passed on and its upstream neither acknowledged nor rejected; absent"
          + " where the source is no proxy"),
  POOL_DOWNSTREAMS(
      "hashpool.pool.downstreams",
      Kind.GAUGE,
      Scope.POOL,
      "downstreams",
      "Downstreams connected now, including those past the limit"),
  POOL_DOWNSTREAMS_LIMIT(
      "hashpool.pool.downstreams.limit",
      Kind.GAUGE,
      Scope.POOL,
      "downstreams",
      "The most live downstreams with series of their own; the others count in the pool totals alone"),
  POOL_LAST_SHARE_AT(
      "hashpool.pool.last.share.at",
      Kind.GAUGE,
      Scope.POOL,
      "seconds",
      "Unix time, by the exporter's clock, of the pool's last accepted share; absent before the"
          + " first and while the source is silent"),
  POOL_SILENT_AT(
      "hashpool.pool.silent.at",
      Kind.GAUGE,
      Scope.POOL,
      "seconds",
      "Unix time, by the exporter's clock, from which on the silence of the whole pool is no longer"
          + " chance; absent before any share and while the source is silent"),
  POOL_FALSE_SILENCE_ALARMS(
      "hashpool.pool.false.silence.alarms.per.day",
      Kind.GAUGE,
      Scope.POOL,
      "alarms",
      "How many false alarms of silence a day the pool may raise, as set by a flag"),
  POOL_SHARE_VALIDATION(
      "hashpool.pool.share.validation",
      Kind.TIMER,
      Scope.POOL,
      "seconds",
      "Time the pool took to check one share"),

  // The exporter's own.
  TIME(
      "hashpool.exporter.time",
      Kind.GAUGE,
      Scope.EXPORTER,
      "seconds",
      "Unix time by the exporter's clock, at the scrape"),
  FEED_UP(
      "hashpool.exporter.feed.up",
      Kind.GAUGE,
      Scope.EXPORTER,
      "1",
      "Whether the pool's snapshots arrive: 1, or 0 before the first and while they are overdue"),
  FEED_LAST_SNAPSHOT_AT(
      "hashpool.exporter.feed.last.snapshot.at",
      Kind.GAUGE,
      Scope.EXPORTER,
      "seconds",
      "Unix time, by the exporter's clock, when it last took a pool snapshot; absent before the"
          + " first"),
  FEED_LAST_CHANGE_AT(
      "hashpool.exporter.feed.last.change.at",
      Kind.GAUGE,
      Scope.EXPORTER,
      "seconds",
      "Unix time, by the exporter's clock, of the last pool snapshot in which a number changed;"
          + " absent before the first snapshot"),
  FEED_SNAPSHOTS(
      "hashpool.exporter.feed.snapshots",
      Kind.COUNTER,
      Scope.EXPORTER,
      "snapshots",
      "Pool snapshots taken"),
  FEED_ERRORS(
      "hashpool.exporter.feed.errors",
      Kind.COUNTER,
      Scope.EXPORTER,
      "errors",
      "Lines, rows, connections and polls that the exporter refused or corrected",
      "reason"),
  FEED_CONNECTIONS(
      "hashpool.exporter.feed.connections",
      Kind.GAUGE,
      Scope.EXPORTER,
      "connections",
      "Connections open to the feed"),
  HTTP_REFUSALS(
      "hashpool.exporter.http.refusals",
      Kind.COUNTER,
      Scope.EXPORTER,
      "refusals",
      "Requests and connections that the web server refused or closed",
      "reason");

  /** What kind of meter it is. */
  public enum Kind {
    /** A monotonic total; Prometheus shows it as {@code _total}. */
    COUNTER("counter"),
    /** A value that goes up and down. */
    GAUGE("gauge"),
    /** A gauge that is always 1: its labels say it all. */
    INFO("gauge"),
    /** A duration; Prometheus shows a histogram in seconds. */
    TIMER("histogram");

    private final String prometheusType;

    Kind(String prometheusType) {
      this.prometheusType = prometheusType;
    }

    /** The type in Prometheus's text format. */
    public String prometheusType() {
      return prometheusType;
    }
  }

  /** What a meter speaks of. */
  public enum Scope {
    /** One connected downstream; removed when it disconnects. */
    DOWNSTREAM,
    /** The whole pool; never removed. */
    POOL,
    /** The exporter itself. */
    EXPORTER
  }

  /** The label that every meter of {@link Scope#DOWNSTREAM} has first. */
  public static final String DOWNSTREAM_ID = "downstream_id";

  private final String meterName;
  private final Kind kind;
  private final Scope scope;
  private final String unit;
  private final String help;
  private final List<String> ownLabels;

  PoolMeter(
      String meterName, Kind kind, Scope scope, String unit, String help, String... ownLabels) {
    this.meterName = meterName;
    this.kind = kind;
    this.scope = scope;
    this.unit = unit;
    this.help = help;
    this.ownLabels = List.of(ownLabels);
  }

  /** The Micrometer name. */
  public String meterName() {
    return meterName;
  }

  /** What kind of meter it is. */
  public Kind kind() {
    return kind;
  }

  /** What it speaks of. */
  public Scope scope() {
    return scope;
  }

  /** Whether a pool in this process has it. What it has not, only a source that is asked tells. */
  public boolean isShownInProcess() {
    return switch (this) {
      case DOWNSTREAM_IDENTITY_INFO,
          DOWNSTREAM_UNACKNOWLEDGED,
          DOWNSTREAM_DEVICE_INFO,
          DOWNSTREAM_DEVICE_HASHRATE,
          DOWNSTREAM_DEVICE_POWER,
          DOWNSTREAM_DEVICE_TEMPERATURE,
          POOL_UNACKNOWLEDGED ->
          false;
      default -> scope != Scope.EXPORTER;
    };
  }

  /** The unit of its values; {@code 1} where there is none. */
  public String unit() {
    return unit;
  }

  /** One sentence for people; constant, or the family's HELP would go blank. */
  public String help() {
    return help;
  }

  /** All its labels. */
  public List<String> labels() {
    if (scope != Scope.DOWNSTREAM) {
      return ownLabels;
    }
    return Stream.concat(Stream.of(DOWNSTREAM_ID), ownLabels.stream()).toList();
  }

  /** The name of its sample in Prometheus; for a timer, of its family. */
  public String sampleName() {
    String name = meterName.replace('.', '_');
    String withUnit =
        baseUnit().filter(u -> !name.endsWith("_" + u)).map(u -> name + "_" + u).orElse(name);
    return kind == Kind.COUNTER ? withUnit + "_total" : withUnit;
  }

  /**
   * The unit to tell Micrometer. Prometheus naming appends it to the name, so it is told only where
   * the name that users depend on has it.
   */
  Optional<String> baseUnit() {
    return switch (this) {
      case POOL_INFO,
          SERVICE_INFO,
          DOWNSTREAM_INFO,
          DOWNSTREAM_IDENTITY_INFO,
          DOWNSTREAM_DEVICE_INFO,
          FEED_UP ->
          Optional.empty();
      case DOWNSTREAM_EHASH_MINED, POOL_EHASH_MINED -> Optional.empty();
      case POOL_QUOTES_DUE, POOL_FALSE_SILENCE_ALARMS -> Optional.empty();
      case POOL_BLOCKS_FOUND, POOL_QUOTES_FAILED, POOL_DOWNSTREAMS_LIMIT -> Optional.empty();
      default -> Optional.of(unit);
    };
  }

  Tag tag(String label, String value) {
    if (!ownLabels.contains(label)) {
      throw new IllegalArgumentException(name() + " has no label " + label);
    }
    return Tag.of(label, LabelText.of(value));
  }
}
