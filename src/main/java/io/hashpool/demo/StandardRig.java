package io.hashpool.demo;

import io.hashpool.pool.Downstream;
import io.hashpool.pool.StandardChannel;
import io.hashpool.pool.StandardJob;
import io.hashpool.pool.StandardShare;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Hashes for a standard channel. */
final class StandardRig extends Rig<StandardShare, StandardJob> {
  StandardRig(
      Downstream downstream,
      StandardChannel channel,
      SplittableRandom random,
      InstantSource clock) {
    super(downstream, channel, random, clock);
  }

  @Override
  void submit(StandardShare share) {
    downstream.submit(share);
  }

  @Override
  StandardShare newShare(
      long channelId, StandardJob job, int time, int version, SplittableRandom random) {
    return new StandardShare(channelId, 0, job.id(), 0, time, version);
  }

  @Override
  StandardShare withNonce(StandardShare share, int nonce, long newSequenceNumber) {
    return new StandardShare(
        share.channelId(), newSequenceNumber, share.jobId(), nonce, share.time(), share.version());
  }
}
