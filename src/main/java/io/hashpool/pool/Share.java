package io.hashpool.pool;

/**
 * What a miner submits: SV2's {@code SubmitShares}. Nothing in it is to be trusted. The integers
 * are unsigned 32-bit.
 */
public sealed interface Share permits StandardShare, ExtendedShare {
  /** The channel it says it is for. */
  long channelId();

  /** The miner's number for it. */
  long sequenceNumber();

  /** The job it says it solves. */
  long jobId();

  /** The nonce found. */
  int nonce();

  /** The header's time, unix seconds. */
  int time();

  /** The header's version, with rolled bits. */
  int version();
}
