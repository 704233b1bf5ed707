package io.hashpool.stats;

import java.util.Objects;

/**
 * A service that the pool reports.
 *
 * @param type which
 * @param address its {@code host:port}
 */
public record PoolService(ServiceType type, String address) {
  /** Checks that nothing is null. */
  public PoolService {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(address, "address");
  }
}
