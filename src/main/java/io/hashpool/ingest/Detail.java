package io.hashpool.ingest;

import io.hashpool.stats.DeviceInfo;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What only some sources tell of a downstream.
 *
 * @param hashrate as the source itself reckons it, in hashes a second
 * @param userIdentities the names that its channels were opened for
 * @param device the mining device, with what it measures
 */
public record Detail(
    OptionalDouble hashrate, Set<String> userIdentities, Optional<DeviceInfo> device) {
  /** Nothing of it. */
  public static final Detail NONE = new Detail(OptionalDouble.empty(), Set.of(), Optional.empty());

  /** Copies the set, and checks the hashrate. */
  public Detail {
    hashrate.ifPresent(
        value -> {
          if (!Plausible.isAmount(value)) {
            throw new IllegalArgumentException(
                "a hashrate is 0 to " + Plausible.MAX + " H/s, not " + value);
          }
        });
    userIdentities = Set.copyOf(userIdentities);
    Objects.requireNonNull(device, "device");
  }
}
