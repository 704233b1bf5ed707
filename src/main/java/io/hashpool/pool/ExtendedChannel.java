package io.hashpool.pool;

import java.time.InstantSource;

/** A channel whose miner rolls an extranonce, and may declare its own jobs. */
public final class ExtendedChannel extends Channel<ExtendedShare, ExtendedJob> {
  ExtendedChannel(
      long id,
      ChannelRequest request,
      PoolConfig config,
      Work work,
      InstantSource clock,
      JobMaker<ExtendedJob> maker) {
    super(id, request, config, work, clock, maker);
  }

  /** Makes jobs that leave so many bytes of the extranonce to the miner. */
  static JobMaker<ExtendedJob> jobsWith(Extranonce prefix, int extranonceSize) {
    return (jobId, template, target) ->
        new ExtendedJob(
            jobId,
            template.tip(),
            template.version(),
            target,
            template.coinbase(),
            template.merklePath(),
            prefix,
            extranonceSize);
  }
}
