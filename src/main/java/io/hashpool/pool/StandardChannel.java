package io.hashpool.pool;

import java.time.InstantSource;

/** A channel for header-only mining: its whole extranonce is the pool's. */
public final class StandardChannel extends Channel<StandardShare, StandardJob> {
  StandardChannel(
      long id,
      ChannelRequest request,
      PoolConfig config,
      Work work,
      InstantSource clock,
      JobMaker<StandardJob> maker) {
    super(id, request, config, work, clock, maker);
  }

  /** Makes jobs whose merkle root has this extranonce in it. */
  static JobMaker<StandardJob> jobsWith(Extranonce extranonce) {
    return (jobId, template, target) ->
        new StandardJob(
            jobId,
            template.tip(),
            template.version(),
            target,
            template.merklePath().rootOver(template.coinbase().transactionId(extranonce)));
  }
}
