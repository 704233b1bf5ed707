package io.hashpool.pull;

import io.hashpool.stats.DeviceInfo;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a translator says of one of its SV1 miners.
 *
 * @param id the translator's number for it
 * @param channel the upstream channel that it mines on, if it has one
 * @param address where it connects from; empty where that is not told
 * @param identity whom it mines for; empty where that is not told
 * @param submitted the shares that it sent, which hashpool's translator tells
 * @param hashrate in hashes a second over some minutes, which hashpool's translator tells
 * @param device what its management interface says
 */
record MinerReading(
    long id,
    OptionalLong channel,
    String address,
    String identity,
    OptionalLong submitted,
    OptionalDouble hashrate,
    Optional<DeviceInfo> device) {}
