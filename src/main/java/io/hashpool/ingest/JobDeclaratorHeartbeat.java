package io.hashpool.ingest;

import java.util.Objects;

/**
 * A job declarator says that it lives.
 *
 * @param listenAddress where it listens, {@code host:port}
 * @param timestamp when it said so, unix seconds, unsigned
 */
public record JobDeclaratorHeartbeat(String listenAddress, long timestamp) implements Report {
  /** Checks that nothing is null. */
  public JobDeclaratorHeartbeat {
    Objects.requireNonNull(listenAddress, "listenAddress");
  }
}
