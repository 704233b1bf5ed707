package io.hashpool.pool;

/**
 * A share of a standard channel: header-only mining.
 *
 * @param channelId the channel it says it is for
 * @param sequenceNumber the miner's number for it
 * @param jobId the job it says it solves
 * @param nonce the nonce found
 * @param time the header's time, unix seconds
 * @param version the header's version, with rolled bits
 */
public record StandardShare(
    long channelId, long sequenceNumber, long jobId, int nonce, int time, int version)
    implements Share {}
