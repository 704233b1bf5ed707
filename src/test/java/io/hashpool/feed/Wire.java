package io.hashpool.feed;

import java.util.Arrays;
import java.util.List;

/** Lines as a pool would write them. */
final class Wire {
  static final String POOL = "0.0.0.0:34254";
  static final long T0 = 1_730_000_000;

  private Wire() {}

  /** A downstream whose quotes and ehash go with its shares. */
  record Miner(
      long id,
      long shares,
      long quotes,
      long ehash,
      String lastShareAt,
      String address,
      boolean workSelection) {
    String json() {
      return ("{\"id\":%d,\"address\":\"%s\",\"channels\":[1],\"shares_submitted\":%s,"
              + "\"quotes_created\":%s,\"ehash_mined\":%s,\"last_share_at\":%s,"
              + "\"work_selection\":%s}")
          .formatted(
              id,
              address,
              Long.toUnsignedString(shares),
              Long.toUnsignedString(quotes),
              Long.toUnsignedString(ehash),
              lastShareAt,
              workSelection);
    }

    Miner at(String otherAddress) {
      return new Miner(id, shares, quotes, ehash, lastShareAt, otherAddress, workSelection);
    }

    Miner lastSharedAt(long seconds) {
      return new Miner(id, shares, quotes, ehash, "" + seconds, address, workSelection);
    }

    Miner selectingWork() {
      return new Miner(id, shares, quotes, ehash, lastShareAt, address, true);
    }
  }

  static Miner miner(long id, long shares) {
    return miner(id, shares, shares, 64 * shares);
  }

  static Miner miner(long id, long shares, long quotes, long ehash) {
    String lastShareAt = shares == 0 ? "null" : Long.toString(T0 - 1);
    return new Miner(id, shares, quotes, ehash, lastShareAt, "10.0.0." + id % 256 + ":4000", false);
  }

  static String pool(long timestamp, Miner... miners) {
    return poolAt(POOL, timestamp, miners);
  }

  static String poolAt(String listenAddress, long timestamp, Miner... miners) {
    List<String> downstreams = Arrays.stream(miners).map(Miner::json).toList();
    return ("{\"services\":[{\"service_type\":\"Pool\",\"address\":\"%s\"}],"
            + "\"downstream_proxies\":[%s],\"listen_address\":\"%s\",\"timestamp\":%s}")
        .formatted(
            listenAddress,
            String.join(",", downstreams),
            listenAddress,
            Long.toUnsignedString(timestamp));
  }

  static String window(String serviceType, long id, double difficulty, String windowSeconds) {
    return ("{\"service_type\":\"%s\",\"downstreams\":[{\"downstream_id\":%d,\"name\":\"translator_%d\","
            + "\"address\":\"10.0.0.1:4000\",\"shares_lifetime\":5,\"shares_in_window\":2,"
            + "\"sum_difficulty_in_window\":%s%s,\"timestamp\":%d}],\"timestamp\":%d}")
        .formatted(serviceType, id, id, difficulty, windowSeconds, T0, T0);
  }

  static String heartbeat(String address) {
    return "{\"listen_address\":\"%s\",\"timestamp\":%d}".formatted(address, T0);
  }
}
