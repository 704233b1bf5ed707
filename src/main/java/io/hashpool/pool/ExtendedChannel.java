package io.hashpool.pool;

import java.time.InstantSource;

/** A channel whose miner rolls an extranonce, and may declare its own jobs. */
public final class ExtendedChannel extends Channel<ExtendedShare, ExtendedJob> {
  ExtendedChannel(
      long id,
      Extranonce prefix,
      int extranonceSize,
      ChannelRequest request,
      PoolConfig config,
      Work work,
      InstantSource clock) {
    super(
        id,
        request,
        config,
        work,
        clock,
        (jobId, template, target) ->
            new ExtendedJob(
                jobId,
                template.tip(),
                template.version(),
                target,
                template.coinbase(),
                template.merklePath(),
                prefix,
                extranonceSize));
  }
}
