package io.hashpool.stats;

import io.hashpool.base.Unsigned;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What only some sources tell of a session besides its totals, as it is now. Immutable.
 *
 * @param targetDifficulty what a share is asked for
 * @param unacknowledgedShares what a proxy passed on and its upstream did not answer, unsigned
 * @param userIdentities the names that its channels were opened for
 * @param device the mining device
 */
public record ReportedDetail(
    OptionalDouble targetDifficulty,
    OptionalLong unacknowledgedShares,
    Set<String> userIdentities,
    Optional<DeviceInfo> device) {
  /** Nothing is told. */
  public static final ReportedDetail NONE =
      new ReportedDetail(OptionalDouble.empty(), OptionalLong.empty(), Set.of(), Optional.empty());

  /** Copies the set. */
  public ReportedDetail {
    userIdentities = Set.copyOf(userIdentities);
  }

  double unacknowledged() {
    return unacknowledgedShares.isPresent()
        ? Unsigned.toDouble(unacknowledgedShares.getAsLong())
        : Double.NaN;
  }

  double deviceHashrate() {
    return device.map(DeviceInfo::hashrate).orElse(OptionalDouble.empty()).orElse(Double.NaN);
  }

  double devicePower() {
    return device.map(DeviceInfo::powerWatts).orElse(OptionalDouble.empty()).orElse(Double.NaN);
  }

  double deviceTemperature() {
    return device
        .map(DeviceInfo::temperatureCelsius)
        .orElse(OptionalDouble.empty())
        .orElse(Double.NaN);
  }

  /** Two that read the same once they are fit for a label are one series. */
  List<InfoLabels> infoLabels() {
    PoolMeter identity = PoolMeter.DOWNSTREAM_IDENTITY_INFO;
    Stream<InfoLabels> identities =
        userIdentities.stream()
            .map(name -> identity.tag("user_identity", name))
            .distinct()
            .map(tag -> new InfoLabels(identity, Tags.of(tag)));
    PoolMeter meter = PoolMeter.DOWNSTREAM_DEVICE_INFO;
    Stream<InfoLabels> devices =
        device.stream()
            .map(
                it ->
                    new InfoLabels(
                        meter,
                        Tags.of(
                            meter.tag("make", it.make()),
                            meter.tag("model", it.model()),
                            meter.tag("firmware", it.firmware()))));
    return Stream.concat(identities, devices).toList();
  }
}
