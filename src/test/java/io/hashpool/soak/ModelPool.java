package io.hashpool.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * A pool whose downstreams come, mine, begin anew under their ids and go at random, and what an
 * exporter that took every snapshot of it must show: as plainly as the feed's rules can be said.
 */
final class ModelPool {
  /** Ids below this come back; each above is of one session ever. */
  static final long REUSED_IDS = 200;

  private static final int MOST_LIVE = 300;

  /** One connection's totals; a later one under its id has another port, and so another number. */
  private record Totals(long number, long shares, long quotes, long ehash) {
    Totals plus(long grown) {
      return new Totals(number, shares + grown, quotes + grown, ehash + 64 * grown);
    }
  }

  private final Random random;
  private final Map<Long, Totals> live = new TreeMap<>();
  private long nextId = REUSED_IDS;

  private Map<Long, Totals> taken = Map.of();
  private boolean begun;
  private boolean silent = true;
  private long nextNumber;
  private long shares;
  private long quotes;
  private long ehash;
  private long connections;
  private long disconnections;

  ModelPool(long seed) {
    this.random = new Random(seed);
  }

  /** Some of everything happens. */
  void live() {
    List<Long> ids = new ArrayList<>(live.keySet());
    for (long id : ids) {
      int chance = random.nextInt(100);
      if (chance < 4) {
        live.remove(id);
      } else if (chance < 6 && id < REUSED_IDS) {
        live.put(id, newcomer().plus(random.nextInt(3)));
      } else if (chance < 50) {
        live.put(id, live.get(id).plus(random.nextInt(20)));
      }
    }
    for (int i = random.nextInt(20); i > 0 && live.size() < MOST_LIVE; i--) {
      long id = random.nextBoolean() ? random.nextInt((int) REUSED_IDS) : nextId++;
      live.putIfAbsent(id, newcomer().plus(random.nextInt(5)));
    }
  }

  private Totals newcomer() {
    return new Totals(nextNumber++, 0, 0, 0);
  }

  /** All disconnect at once. */
  void everyoneLeaves() {
    live.clear();
  }

  /** The snapshot of this moment as a line of the feed. */
  String line(long timestamp) {
    StringJoiner downstreams = new StringJoiner(",");
    live.forEach(
        (id, t) ->
            downstreams.add(
                ("{\"id\":%d,\"address\":\"192.0.2.%d:%d\",\"channels\":[1],\"shares_submitted\":%d,"
                        + "\"quotes_created\":%d,\"ehash_mined\":%d,\"last_share_at\":%s,"
                        + "\"work_selection\":false}")
                    .formatted(
                        id,
                        id % 256,
                        1024 + t.number % 60_000,
                        t.shares,
                        t.quotes,
                        t.ehash,
                        t.shares == 0 ? "null" : Long.toString(timestamp))));
    return "{\"services\":[],\"downstream_proxies\":[%s],\"listen_address\":\"0.0.0.0:34254\",\"timestamp\":%d}\n"
        .formatted(downstreams, timestamp);
  }

  /** The exporter takes the snapshot of this moment. */
  void taken() {
    if (begun) {
      live.forEach(this::grow);
      disconnections += taken.keySet().stream().filter(id -> !live.containsKey(id)).count();
    }
    begun = true;
    silent = false;
    taken = Map.copyOf(live);
  }

  private void grow(long id, Totals now) {
    Totals before = taken.get(id);
    if (before == null || before.number != now.number) {
      connections++;
      disconnections += before == null ? 0 : 1;
      before = new Totals(now.number, 0, 0, 0);
    }
    shares += now.shares - before.shares;
    quotes += now.quotes - before.quotes;
    ehash += now.ehash - before.ehash;
  }

  /** The feed was silent for too long. */
  void silence() {
    silent = true;
  }

  /** The samples that the exporter must show now. */
  Map<String, Double> expected() {
    Map<String, Double> samples = new HashMap<>();
    Map<Long, Totals> shown = silent ? Map.of() : taken;
    samples.put("hashpool_pool_shares_total", (double) shares);
    samples.put("hashpool_pool_quotes_total", (double) quotes);
    samples.put("hashpool_pool_ehash_mined_total", (double) ehash);
    samples.put("hashpool_pool_connections_total", (double) connections);
    samples.put("hashpool_pool_disconnections_total", (double) disconnections);
    samples.put("hashpool_pool_downstreams", (double) shown.size());
    shown.forEach(
        (id, t) -> {
          samples.put(series("shares", id), (double) t.shares);
          samples.put(series("quotes", id), (double) t.quotes);
          samples.put(series("ehash_mined", id), (double) t.ehash);
        });
    return samples;
  }

  private static String series(String what, long id) {
    return "hashpool_pool_downstream_" + what + "_total{downstream_id=\"" + id + "\"}";
  }
}
