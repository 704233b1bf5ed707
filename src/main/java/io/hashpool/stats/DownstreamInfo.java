package io.hashpool.stats;

import java.util.Objects;

/**
 * What is known of a downstream when it connects.
 *
 * @param id its number in the pool
 * @param address where it connects from, {@code host:port}; shown as the {@code address} label
 * @param workSelection whether it declares its own jobs (SV2 {@code REQUIRES_WORK_SELECTION})
 */
public record DownstreamInfo(DownstreamId id, String address, boolean workSelection) {
  /** Checks that nothing is null. */
  public DownstreamInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(address, "address");
  }
}
