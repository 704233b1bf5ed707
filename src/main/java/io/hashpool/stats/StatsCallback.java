package io.hashpool.stats;

import io.hashpool.quote.EhashAmount;
import io.hashpool.quote.QuoteEventCallback;
import java.util.Objects;

/**
 * Counts one downstream's quotes: the hook that hangs statistics on a pool's {@code
 * QuoteDispatcher}. Each quote stands for one accepted extended share.
 *
 * <p>Thread-safe, without locks or allocation.
 */
public final class StatsCallback implements QuoteEventCallback {
  private final DownstreamStats stats;

  /** A callback that counts into one session of one downstream, and into no later one. */
  public StatsCallback(DownstreamStats stats) {
    this.stats = Objects.requireNonNull(stats, "stats");
  }

  @Override
  public void onQuoteCreated(long channelId, EhashAmount amount) {
    stats.recordQuote(amount);
  }
}
