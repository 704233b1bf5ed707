package io.hashpool.pool;

import io.hashpool.base.Clocks;

/** A channel whose miner rolls an extranonce, and may declare its own jobs. */
public final class ExtendedChannel extends Channel<ExtendedShare, ExtendedJob> {
  ExtendedChannel(
      long id,
      ChannelRequest request,
      PoolConfig config,
      Work work,
      Clocks clocks,
      JobMaker<ExtendedJob> maker) {
    super(id, request, config, work, clocks, maker);
  }

  /** Makes jobs that leave this number of extranonce bytes to the miner. */
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
