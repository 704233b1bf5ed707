package io.hashpool.pool;

import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.RejectReason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a miner or a proxy, with its channels. Thread-safe: shares may come from more
 * than one thread.
 */
public final class Downstream implements AutoCloseable {
  private final Pool pool;
  private final DownstreamInfo info;
  private final Bookkeeping bookkeeping;
  private final Map<Long, StandardChannel> standardChannels = new ConcurrentHashMap<>();
  private final Map<Long, ExtendedChannel> extendedChannels = new ConcurrentHashMap<>();
  private boolean closed; // guarded by this

  Downstream(Pool pool, DownstreamInfo info, PoolStatsRegistry stats, QuoteDispatcher quotes) {
    this.pool = pool;
    this.info = info;
    this.bookkeeping = new Bookkeeping(stats, info, quotes, pool.statisticsFailures());
  }

  /** Who it is. */
  public DownstreamInfo info() {
    return info;
  }

  /**
   * Opens a channel for header-only mining.
   *
   * @throws IllegalStateException if the downstream is closed
   */
  public StandardChannel openStandardChannel(ChannelRequest request) {
    return open(standardChannels, pool.newStandardChannel(request));
  }

  /**
   * Opens a channel whose miner rolls {@link Pool#MINER_EXTRANONCE_BYTES} of the extranonce.
   *
   * @throws IllegalStateException if the downstream is closed
   */
  public ExtendedChannel openExtendedChannel(ChannelRequest request) {
    return open(extendedChannels, pool.newExtendedChannel(request));
  }

  private synchronized <C extends Channel<?, ?>> C open(Map<Long, C> channels, C channel) {
    if (closed) {
      throw new IllegalStateException("downstream " + info.id() + " is closed");
    }
    channels.put(channel.id(), channel);
    bookkeeping.channelOpened(channel);
    // The work may have changed after the channel was made and before it was added here.
    channel.update(pool.work());
    return channel;
  }

  /** Closes the channel with this id, if there is one. Its later shares are refused. */
  public synchronized void closeChannel(long channelId) {
    closeIn(standardChannels, channelId);
    closeIn(extendedChannels, channelId);
  }

  private void closeIn(Map<Long, ? extends Channel<?, ?>> channels, long channelId) {
    Channel<?, ?> channel = channels.remove(channelId);
    if (channel != null) {
      bookkeeping.channelClosed(channel);
    }
  }

  /**
   * Declares a job with the miner's own transactions for one extended channel (SV2's {@code
   * SetCustomMiningJob}). The job lasts until the next tip.
   *
   * @return the job; empty if the channel does not exist or the tip has changed
   * @throws IllegalStateException if the downstream did not ask for work selection when it
   *     connected
   */
  public Optional<ExtendedJob> declareJob(long channelId, BlockTemplate template) {
    if (!info.workSelection()) {
      throw new IllegalStateException(
          "downstream " + info.id() + " declares a job but connected without work selection");
    }
    return Optional.ofNullable(extendedChannels.get(channelId))
        .filter(channel -> channel.declare(template))
        .map(Channel::currentJob);
  }

  /**
   * Checks a share of a standard channel. The checks come in this order: unknown channel, stale,
   * unknown job, malformed, duplicate, too easy.
   */
  public ShareResult submit(StandardShare share) {
    return submit(standardChannels.get(share.channelId()), share);
  }

  /** Checks a share of an extended channel, in the order of {@link #submit(StandardShare)}. */
  public ShareResult submit(ExtendedShare share) {
    return submit(extendedChannels.get(share.channelId()), share);
  }

  private <S extends Share> ShareResult submit(@Nullable Channel<S, ?> channel, S share) {
    if (channel == null) {
      ShareResult.Rejected result = new ShareResult.Rejected(RejectReason.INVALID_CHANNEL_ID);
      bookkeeping.rejected(result);
      return result;
    }
    long start = System.nanoTime();
    ShareResult result = channel.check(share);
    bookkeeping.shareChecked(System.nanoTime() - start);
    if (result instanceof ShareResult.Accepted accepted) {
      bookkeeping.accepted(share, channel, accepted);
    } else if (result instanceof ShareResult.Rejected rejected) {
      bookkeeping.rejected(rejected);
    } else if (result instanceof ShareResult.BlockFound found) {
      bookkeeping.blockFound(share, channel, found);
      pool.blockFound(found.header());
    }
    return result;
  }

  void update(Work work) {
    standardChannels.values().forEach(channel -> channel.update(work));
    extendedChannels.values().forEach(channel -> channel.update(work));
  }

  void retarget() {
    standardChannels.values().forEach(Channel::retarget);
    extendedChannels.values().forEach(Channel::retarget);
  }

  /** The downstream disconnected. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    standardChannels.clear();
    extendedChannels.clear();
    // Before the id is free again.
    bookkeeping.close();
    pool.disconnected(this);
  }
}
