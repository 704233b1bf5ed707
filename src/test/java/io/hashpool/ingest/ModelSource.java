package io.hashpool.ingest;

import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A pool that knows the truth: which session is which, and what of it was reported. It makes the
 * reports of a source, with what goes wrong there, and says what an exporter must show after each.
 */
final class ModelSource {
  /** What a source tells besides the totals. */
  enum Kind {
    /** Each connection's address, which tells one from the next under its id. */
    ADDRESSES,
    /** When its process started, and no addresses. */
    START,
    /** The same, with totals by channel. */
    CHANNELS
  }

  private static final int MOST_MINERS = 24;
  private static final long MANY = 1_000_000;

  /** One connection of a miner, as it truly is. */
  static final class Connection {
    private final long id;
    private final String address;
    private final List<Long> channels = new ArrayList<>(List.of(0L));
    private final List<Long> told = new ArrayList<>(List.of(0L));
    private int firstOpen;
    private boolean seen;

    Connection(long id, String address) {
      this.id = id;
      this.address = address;
    }

    long id() {
      return id;
    }

    /** What was reported of it, the highest where a report took some back. */
    long reported() {
      return told.stream().mapToLong(Long::longValue).sum();
    }

    private long shares() {
      return channels.stream().mapToLong(Long::longValue).sum();
    }

    private void mine(long shares) {
      int last = channels.size() - 1;
      channels.set(last, channels.get(last) + shares);
    }

    private void openChannel() {
      channels.add(0L);
      told.add(0L);
    }

    private void tell(int channel, long shares) {
      told.set(channel, Math.max(told.get(channel), shares));
    }
  }

  private final Random random;
  private final Kind kind;
  private Map<Long, Connection> live = new TreeMap<>();
  private Map<Long, Connection> shown = new TreeMap<>();
  private final Set<Long> unreadAtFirst = new HashSet<>();
  private boolean first = true;
  private long nextId = 1;
  private int nextPort = 1024;
  private String listenAddress = "0.0.0.0:34254";
  private Instant startedAt;

  private long shares;
  private long connections;
  private long disconnections;

  ModelSource(Random random, Kind kind, Instant now) {
    this.random = random;
    this.kind = kind;
    this.startedAt = now.minusSeconds(1000);
    connectSome(3_000_000);
  }

  /** The shares that the pool totals must have. */
  long shares() {
    return shares;
  }

  long connections() {
    return connections;
  }

  long disconnections() {
    return disconnections;
  }

  /** Who must have series, by id. */
  Map<Long, Connection> shown() {
    return shown;
  }

  /** Time passes: miners mine, come and go, open channels and close them. */
  void live() {
    for (Connection connection : List.copyOf(live.values())) {
      int chance = random.nextInt(100);
      if (chance < 3) {
        live.remove(connection.id);
        if (kind == Kind.ADDRESSES && random.nextBoolean()) {
          connect(connection.id).mine(random.nextInt(2_000_000));
        }
      } else if (chance < 60) {
        connection.mine(random.nextInt(40));
      } else if (chance < 65 && kind == Kind.CHANNELS) {
        connection.openChannel();
        connection.firstOpen += random.nextInt(2);
      } else if (chance < 65 && kind == Kind.ADDRESSES && hasMany(connection)) {
        beginAnew(connection);
      }
    }
    for (int i = random.nextInt(3); i > 0 && live.size() < MOST_MINERS; i--) {
      connect(nextId++).mine(random.nextInt(5));
    }
  }

  /** The process starts anew: ids begin at 1 again, and totals at 0. */
  void restart(Instant now) {
    if (Duration.between(startedAt, now).toSeconds() < 5) {
      return; // a start moves by more than three seconds, or it is none
    }
    startedAt = now.minusMillis(random.nextInt(500));
    Map<Long, Connection> before = live;
    live = new TreeMap<>();
    nextId = 1;
    boolean sameMiners = kind == Kind.ADDRESSES && before.values().stream().allMatch(this::hasMany);
    if (sameMiners) {
      for (Connection connection : before.values()) {
        beginAnew(connection);
        nextId = connection.id + 1;
      }
    } else {
      // Some have mined more than the one before under the id.
      connectSome(2_000_000);
    }
  }

  /** Whether its totals alone tell it from the next one under its id. */
  private boolean hasMany(Connection connection) {
    return connection.reported() >= 40 && shown.get(connection.id) == connection;
  }

  /** Another connection of the same miner, under the same id and address. */
  private void beginAnew(Connection connection) {
    Connection again = new Connection(connection.id, connection.address);
    again.mine(random.nextInt(20));
    live.put(again.id, again);
  }

  /** Another pool takes the place of this one. */
  void becomeAnother() {
    listenAddress = "0.0.0.0:" + nextPort++;
    disconnections += shown.size();
    shown = new TreeMap<>();
    live = new TreeMap<>();
    unreadAtFirst.clear();
    nextId = 1;
    first = true;
    connectSome(3_000_000);
  }

  /** The report of this moment, which the exporter takes. */
  PoolReport report(Instant now) {
    List<DownstreamReport> rows = new ArrayList<>();
    Set<Long> unreadable = new HashSet<>();
    Map<Long, Connection> told = new TreeMap<>();
    for (Connection connection : live.values()) {
      boolean known = shown.get(connection.id) == connection;
      int chance = random.nextInt(100);
      if (known && chance == 0) {
        continue; // its row is missing for once
      }
      if ((known || first) && chance == 1) {
        unreadable.add(connection.id);
        if (known) {
          told.put(connection.id, connection);
        }
        continue;
      }
      boolean takesBack = known && chance == 2 && connection.reported() > MANY;
      rows.add(row(connection, takesBack ? 1 : 0));
      told.put(connection.id, connection);
    }
    disconnections += shown.values().stream().filter(c -> told.get(c.id) != c).count();
    unreadAtFirst.retainAll(unreadable);
    if (first) {
      unreadAtFirst.addAll(unreadable);
    }
    shown = told;
    first = false;
    Optional<Instant> start = kind == Kind.ADDRESSES ? Optional.empty() : Optional.of(startedAt);
    return new PoolReport(
        List.of(),
        rows,
        listenAddress,
        now.getEpochSecond(),
        unreadable,
        new PoolDetail(start, Optional.empty(), false));
  }

  private DownstreamReport row(Connection connection, long takenBack) {
    long before = connection.reported();
    Shares told;
    if (kind == Kind.CHANNELS) {
      List<ChannelReport> open = new ArrayList<>();
      for (int i = connection.firstOpen; i < connection.channels.size(); i++) {
        if (i < connection.channels.size() - 1 && random.nextInt(10) == 0) {
          continue; // missing for once, as a channel that was closed is
        }
        connection.tell(i, connection.channels.get(i));
        open.add(new ChannelReport(i + 1, connection.channels.get(i)));
      }
      told = new Shares.ByChannel(open);
    } else {
      long total = connection.shares() - takenBack;
      connection.tell(0, total);
      told = new Shares.Totals(new DownstreamTotals(total, total, total));
    }
    boolean ofThePast = !connection.seen && (first || unreadAtFirst.contains(connection.id));
    if (!ofThePast) {
      shares += connection.reported() - before;
      connections += shown.get(connection.id) == connection ? 0 : 1;
    }
    connection.seen = true;
    return new DownstreamReport(
        new DownstreamInfo(new DownstreamId(connection.id), connection.address, false),
        List.of(),
        told,
        OptionalLong.empty());
  }

  private void connectSome(int mostShares) {
    for (int i = random.nextInt(MOST_MINERS); i > 0; i--) {
      connect(nextId++).mine(random.nextInt(random.nextBoolean() ? mostShares : 30));
    }
  }

  private Connection connect(long id) {
    String address = kind == Kind.ADDRESSES ? "10.0.0.1:" + nextPort++ : "";
    Connection connection = new Connection(id, address);
    live.put(id, connection);
    return connection;
  }
}
