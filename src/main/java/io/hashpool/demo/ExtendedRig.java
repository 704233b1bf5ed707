package io.hashpool.demo;

import io.hashpool.pool.BlockTemplate;
import io.hashpool.pool.Downstream;
import io.hashpool.pool.ExtendedChannel;
import io.hashpool.pool.ExtendedJob;
import io.hashpool.pool.ExtendedShare;
import io.hashpool.pool.Extranonce;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Hashes for an extended channel, with a new extranonce for each job. */
final class ExtendedRig extends Rig<ExtendedShare, ExtendedJob> {
  ExtendedRig(
      Downstream downstream,
      ExtendedChannel channel,
      SplittableRandom random,
      InstantSource clock) {
    super(downstream, channel, random, clock);
  }

  /** Mines its own transactions, or the pool's if the tip has moved. */
  void declare(BlockTemplate template) {
    downstream.declareJob(channelId(), template);
  }

  @Override
  void submit(ExtendedShare share) {
    downstream.submit(share);
  }

  @Override
  ExtendedShare newShare(
      long channelId, ExtendedJob job, int time, int version, SplittableRandom random) {
    byte[] extranonce = new byte[job.extranonceSize()];
    random.nextBytes(extranonce);
    return new ExtendedShare(channelId, 0, job.id(), 0, time, version, Extranonce.of(extranonce));
  }

  @Override
  ExtendedShare withNonce(ExtendedShare share, int nonce, long newSequenceNumber) {
    return new ExtendedShare(
        share.channelId(),
        newSequenceNumber,
        share.jobId(),
        nonce,
        share.time(),
        share.version(),
        share.extranonce());
  }
}
