package io.hashpool.pool;

import io.hashpool.base.FailureLog;
import io.hashpool.pool.ShareResult.Accepted;
import io.hashpool.pool.ShareResult.BlockFound;
import io.hashpool.pool.ShareResult.Rejected;
import io.hashpool.quote.DispatchException;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsCallback;

/**
 * Everything that the pool tells statistics about one downstream. No other class of this package
 * records anything: without this class the pool still mines, as it does when statistics fail.
 */
final class Bookkeeping implements AutoCloseable {
  private final PoolStatsRegistry registry;
  private final FailureLog failures;
  private final DownstreamStats session;
  private final QuoteDispatcher quotes;

  Bookkeeping(
      PoolStatsRegistry registry,
      DownstreamInfo info,
      QuoteDispatcher quotes,
      FailureLog failures) {
    this.registry = registry;
    this.failures = failures;
    this.session = registry.registerDownstream(info);
    this.quotes = quotes.withCallback(new StatsCallback(session));
  }

  void channelOpened(Channel<?, ?> channel) {
    tell(() -> session.openChannel(channel.id(), () -> channel.currentJob().target().difficulty()));
  }

  void channelClosed(Channel<?, ?> channel) {
    tell(() -> session.closeChannel(channel.id()));
  }

  void shareChecked(long nanos) {
    tell(() -> registry.recordShareValidation(nanos));
  }

  void rejected(Rejected result) {
    tell(() -> session.recordRejection(result.reason()));
  }

  void accepted(Share share, Channel<?, ?> channel, Accepted result) {
    if (share instanceof ExtendedShare) {
      makeQuote(share, channel, result);
    } else {
      tell(session::recordShare);
    }
    // After the share, because the hashrate's window is cut at shares.
    tell(() -> session.recordWork(result.targetDifficulty(), result.shareDifficulty()));
  }

  void blockFound(Share share, Channel<?, ?> channel, BlockFound result) {
    accepted(share, channel, result.share());
    tell(registry::recordBlockFound);
  }

  /** The callback counts a share that got a quote; this counts one that got none. */
  private void makeQuote(Share share, Channel<?, ?> channel, Accepted result) {
    try {
      quotes.submitQuote(
          result.hash().toDisplayBytes(),
          channel.lockingKey(),
          channel.id(),
          share.sequenceNumber());
    } catch (DispatchException e) {
      tell(session::recordShare);
      tell(() -> registry.onQuoteFailed(e.reason()));
    }
  }

  @Override
  public void close() {
    tell(session::close);
  }

  private void tell(Runnable statistics) {
    try {
      statistics.run();
    } catch (RuntimeException | Error e) {
      failures.failed(e);
    }
  }
}
