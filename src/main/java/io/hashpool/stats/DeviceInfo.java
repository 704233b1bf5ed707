package io.hashpool.stats;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * A mining device as it describes itself. A text that is not known is empty.
 *
 * @param make who made it
 * @param model its model
 * @param firmware its firmware, with the version
 * @param hashrate what it reckons that it makes, in hashes a second
 * @param powerWatts the electric power that it takes, in watts
 * @param temperatureCelsius its temperature, in degrees Celsius
 */
public record DeviceInfo(
    String make,
    String model,
    String firmware,
    OptionalDouble hashrate,
    OptionalDouble powerWatts,
    OptionalDouble temperatureCelsius) {
  /** Checks that the numbers are finite. */
  public DeviceInfo {
    Objects.requireNonNull(make, "make");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(firmware, "firmware");
    DoubleStream.of(hashrate.orElse(0), powerWatts.orElse(0), temperatureCelsius.orElse(0))
        .filter(value -> !Double.isFinite(value))
        .forEach(
            value -> {
              throw new IllegalArgumentException("a device's numbers are finite, not " + value);
            });
  }
}
