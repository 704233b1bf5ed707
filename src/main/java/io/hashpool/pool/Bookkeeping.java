package io.hashpool.pool;

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
 * All that the pool tells statistics of one downstream. Nothing else in this package records
 * anything: take this class away and the pool still mines.
 */
final class Bookkeeping implements AutoCloseable {
  private final PoolStatsRegistry registry;
  private final DownstreamStats session;
  private final QuoteDispatcher quotes;

  Bookkeeping(PoolStatsRegistry registry, DownstreamInfo info, QuoteDispatcher quotes) {
    this.registry = registry;
    this.session = registry.registerDownstream(info);
    this.quotes = quotes.withCallback(new StatsCallback(session));
  }

  void channelOpened(Channel<?, ?> channel) {
    session.openChannel(channel.id());
  }

  void channelClosed(Channel<?, ?> channel) {
    session.closeChannel(channel.id());
  }

  void shareChecked(long nanos) {
    registry.recordShareValidation(nanos);
  }

  void rejected(Rejected result) {
    session.recordRejection(result.reason());
  }

  void accepted(Share share, Channel<?, ?> channel, Accepted result) {
    if (share instanceof ExtendedShare) {
      makeQuote(share, channel, result);
    } else {
      session.recordShare();
    }
    // After the share: the hashrate's window is cut at shares.
    session.recordWork(result.targetDifficulty(), result.shareDifficulty());
  }

  void blockFound(Share share, Channel<?, ?> channel, BlockFound result) {
    accepted(share, channel, result.share());
    registry.recordBlockFound();
  }

  /** The callback counts the share with its quote; without a quote it is counted here. */
  private void makeQuote(Share share, Channel<?, ?> channel, Accepted result) {
    try {
      quotes.submitQuote(
          result.hash().toDisplayBytes(),
          channel.lockingKey(),
          channel.id(),
          share.sequenceNumber());
    } catch (DispatchException e) {
      session.recordShare();
      registry.onQuoteFailed(e.reason());
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
