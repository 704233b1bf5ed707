package io.hashpool.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A pool that is asked, and what is true of it: every share that was accepted since the exporter's
 * first report. It renders itself in the words of hashpool and of SRI. For one thread.
 */
final class PullModel {
  /** A miner, by its connection. */
  static final class Miner {
    final int id;
    final int port;
    long shares;
    long stale;
    long quotes;

    Miner(int id, int port) {
      this.id = id;
      this.port = port;
    }
  }

  /** Of each share, where the source tells work. */
  static final long DIFFICULTY = 8;

  /** For each quote. */
  static final long EHASH = 16;

  private static final int MINERS = 40;

  private final Random random;
  private final List<Miner> miners = new ArrayList<>();
  private int nextId = 1;
  private int nextPort = 50_000;
  private long startedAt;

  long shares;
  long quotes;
  long stale;
  long connections;
  long disconnections;

  PullModel(long seed, long startedAt) {
    this.random = new Random(seed);
    this.startedAt = startedAt;
    for (int i = 0; i < MINERS; i++) {
      connect();
      miners.get(i).shares = random.nextInt(1000);
    }
    connections = 0;
  }

  /** Everybody mines for a while. */
  void mine() {
    for (Miner miner : miners) {
      int accepted = random.nextInt(4);
      int rejected = random.nextInt(20) == 0 ? 1 : 0;
      miner.shares += accepted;
      miner.quotes += accepted;
      miner.stale += rejected;
      shares += accepted;
      quotes += accepted;
      stale += rejected;
    }
  }

  /** Some leave, and others come, who have mined already when they are first seen. */
  void churn() {
    for (int i = random.nextInt(4); i > 0; i--) {
      miners.remove(random.nextInt(miners.size()));
      disconnections++;
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Miner miner = connect();
      miner.shares = random.nextInt(50);
      miner.quotes = miner.shares;
      shares += miner.shares;
      quotes += miner.shares;
    }
  }

  /** The process ends, and another begins with ids from 1. */
  void restart(long now) {
    disconnections += miners.size();
    int before = miners.size();
    miners.clear();
    nextId = 1;
    startedAt = now;
    for (int i = 0; i < before; i++) {
      connect();
    }
  }

  private Miner connect() {
    Miner miner = new Miner(nextId++, nextPort++);
    miners.add(miner);
    connections++;
    return miner;
  }

  long uptime(long now) {
    return now - startedAt;
  }

  long sharesOfTheLive() {
    return miners.stream().mapToLong(miner -> miner.shares).sum();
  }

  int live() {
    return miners.size();
  }

  /** As hashpool writes it: a share with its quote counts twice. */
  String hashpool() {
    StringBuilder text =
        new StringBuilder("hashpool_pool_info{listen_address=\"0.0.0.0:34254\"} 1\n");
    for (Miner miner : miners) {
      String id = "{downstream_id=\"" + miner.id + "\"";
      String prefix = "hashpool_pool_downstream_";
      text.append(prefix)
          .append(
              "info%s,address=\"192.0.2.1:%d\",work_selection=\"false\"} 1\n"
                  .formatted(id, miner.port))
          .append(prefix)
          .append("shares_total%s} %d\n".formatted(id, miner.shares + miner.quotes))
          .append(prefix)
          .append("quotes_total%s} %d\n".formatted(id, miner.quotes))
          .append(prefix)
          .append("ehash_mined_total%s} %d\n".formatted(id, EHASH * miner.quotes))
          .append(prefix)
          .append("last_share_at_seconds%s} 0\n".formatted(id))
          .append(prefix)
          .append("hashrate_hs%s} 1e12\n".formatted(id));
    }
    return text.toString();
  }

  /** As SRI writes it, with the work that is proposed upstream. */
  String sri(long now) {
    StringBuilder text =
        new StringBuilder(
            "sv2_clients_total %d\nsv2_uptime_seconds %d\n".formatted(miners.size(), uptime(now)));
    for (Miner miner : miners) {
      String labels = "channel_id=\"1\",client_id=\"" + miner.id + "\"}";
      text.append("sv2_client_shares_accepted_total{%s %d\n".formatted(labels, miner.shares))
          .append(
              "sv2_client_channel_share_work_total{%s %d\n"
                  .formatted(labels, DIFFICULTY * miner.shares))
          .append(
              "sv2_client_shares_rejected_total{error_code=\"stale-share\",%s %d\n"
                  .formatted(labels, miner.stale));
    }
    return text.toString();
  }
}
