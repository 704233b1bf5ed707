package io.hashpool.pool;

/**
 * A share of an extended channel. Its miner also rolls an extranonce.
 *
 * @param channelId the channel it says it is for
 * @param sequenceNumber the miner's number for it
 * @param jobId the job it says it solves
 * @param nonce the nonce found
 * @param time the header's time, unix seconds
 * @param version the header's version, with rolled bits
 * @param extranonce the miner's part of the extranonce
 */
public record ExtendedShare(
    long channelId,
    long sequenceNumber,
    long jobId,
    int nonce,
    int time,
    int version,
    Extranonce extranonce)
    implements Share {}
