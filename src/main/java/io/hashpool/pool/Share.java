package io.hashpool.pool;

/**
 * A share as a miner submits it (SV2's {@code SubmitShares}). None of it is trusted. The integers
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
