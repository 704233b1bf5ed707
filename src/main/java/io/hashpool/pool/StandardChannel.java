package io.hashpool.pool;

import io.hashpool.base.Clocks;

/** A channel for header-only mining: the pool sets its whole extranonce. */
public final class StandardChannel extends Channel<StandardShare, StandardJob> {
  StandardChannel(
      long id,
      ChannelRequest request,
      PoolConfig config,
      Work work,
      Clocks clocks,
      JobMaker<StandardJob> maker) {
    super(id, request, config, work, clocks, maker);
  }

  /** Makes jobs whose merkle root contains this extranonce. */
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
