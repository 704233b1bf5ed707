package io.hashpool.feed;

import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.FeedError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections, bounded in number. A newcomer past the limit is turned away, unless another
 * has sent no totals and no windows for a while: so that peers that are silent, or send heartbeats
 * alone, can't lock the pool out. For the receiver's thread.
 */
final class FeedConnections {
  private static final Logger LOG = LoggerFactory.getLogger(FeedConnections.class);
  private static final Duration USELESS_AFTER = Duration.ofSeconds(10);

  private final SourceMonitor monitor;
  private final FeedLimits limits;
  private final AllowedPeers allowed;
  private final LineDecoder decoder;
  private final LineBuffers buffers;
  private final Set<FeedConnection> open = new LinkedHashSet<>();
  private long accepted;

  FeedConnections(
      SourceMonitor monitor, FeedLimits limits, AllowedPeers allowed, Accepted accepted) {
    this.decoder = new LineDecoder(accepted);
    this.monitor = monitor;
    this.limits = limits;
    this.allowed = allowed;
    this.buffers = new LineBuffers(limits.maxBufferedBytes());
  }

  /** A peer connected: reads from it by this selector, or turns it away. */
  void add(SocketChannel channel, Selector selector) throws IOException {
    FeedPeer peer;
    try {
      peer = new FeedPeer(++accepted, (InetSocketAddress) channel.getRemoteAddress());
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("connection gone before it was accepted");
      channel.close();
      return;
    }
    FeedConnection connection =
        new FeedConnection(channel, peer, monitor, decoder, limits, buffers);
    if (!allowed.allows(peer.address())) {
      connection.refuse(FeedError.NOT_ALLOWED, "its address is not in --feed.allow");
      connection.close();
      return;
    }
    if (open.size() >= limits.maxConnections() && !makeRoom()) {
      connection.refuse(
          FeedError.TOO_MANY_CONNECTIONS,
          "limit of " + limits.maxConnections() + " connections reached");
      connection.close();
      return;
    }
    channel.register(selector, SelectionKey.OP_READ, connection);
    open.add(connection);
    monitor.stats().connections(open.size());
    LOG.atDebug()
        .addKeyValue("peer", peer)
        .addKeyValue("connections", open.size())
        .log("feed connection opened");
  }

  /** Closes those that are done, and those that are idle. */
  void closeFinished() {
    open.forEach(connection -> connection.checkIdle(limits.idleTimeout()));
    boolean some =
        open.removeIf(
            connection -> {
              if (connection.isFinished()) {
                connection.close();
              }
              return connection.isFinished();
            });
    if (some) {
      monitor.stats().connections(open.size());
    }
  }

  void closeAll() {
    open.forEach(FeedConnection::close);
    open.clear();
    monitor.stats().connections(0);
  }

  private boolean makeRoom() {
    closeFinished();
    if (open.size() < limits.maxConnections()) {
      return true;
    }
    Optional<FeedConnection> useless =
        open.stream()
            .max(Comparator.comparingLong(FeedConnection::sinceUsefulNanos))
            .filter(connection -> connection.sinceUsefulNanos() > USELESS_AFTER.toNanos());
    useless.ifPresent(
        connection -> {
          connection.refuse(
              FeedError.TOO_MANY_CONNECTIONS,
              "limit of "
                  + limits.maxConnections()
                  + " connections reached; sent no snapshot for a while");
          connection.close();
          open.remove(connection);
        });
    return useless.isPresent();
  }
}
