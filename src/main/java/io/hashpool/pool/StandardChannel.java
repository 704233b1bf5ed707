package io.hashpool.pool;

import java.time.InstantSource;

/** A channel for header-only mining: its whole extranonce is the pool's. */
public final class StandardChannel extends Channel<StandardShare, StandardJob> {
  StandardChannel(
      long id,
      Extranonce extranonce,
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
            new StandardJob(
                jobId,
                template.tip(),
                template.version(),
                target,
                template.merklePath().rootOver(template.coinbase().transactionId(extranonce))));
  }
}
