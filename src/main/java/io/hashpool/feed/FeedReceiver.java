package io.hashpool.feed;

import io.hashpool.base.DaemonThreads;
import io.hashpool.base.HostAndPort;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.FeedError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for the feed: lines of any number of peers, one at a time to the monitor.
 *
 * <p>One thread does it all, by non-blocking I/O: a peer that sends nothing costs no thread, lines
 * need no lock, and what a stuck peer holds can be taken back at once. Decoding is quick beside the
 * seconds between snapshots, so peers can wait for each other's lines.
 */
public final class FeedReceiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FeedReceiver.class);

  /** As many as may reconnect at once while this thread is busy with a long line. */
  private static final int BACKLOG = 1024;

  private static final int READ_BYTES = 128 << 10;
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration STOP_WAIT = Duration.ofSeconds(5);
  private static final Duration ACCEPT_PAUSE = Duration.ofSeconds(1);

  private final ServerSocketChannel server;
  private final Selector selector;
  private final InetSocketAddress localAddress;
  private final SourceMonitor monitor;
  private final FeedConnections connections;
  private final Thread thread;
  private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
  private volatile boolean stopping;

  private long acceptPausedAtNanos;
  private boolean acceptPaused;

  private FeedReceiver(
      ServerSocketChannel server,
      Selector selector,
      SourceMonitor monitor,
      FeedLimits limits,
      AllowedPeers allowed,
      Accepted accepted)
      throws IOException {
    this.server = server;
    this.selector = selector;
    this.localAddress = (InetSocketAddress) server.getLocalAddress();
    this.monitor = monitor;
    this.connections = new FeedConnections(monitor, limits, allowed, accepted);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    this.thread = DaemonThreads.named("feed-receiver", this::run);
  }

  /** Listens at this address for whoever can reach it. */
  public static FeedReceiver start(
      InetSocketAddress address, SourceMonitor monitor, FeedLimits limits) throws IOException {
    return start(address, monitor, limits, AllowedPeers.EVERYONE, Accepted.SHARES);
  }

  /**
   * Listens at this address and begins to receive. Warns where others than this machine could send:
   * what they send is believed.
   *
   * @param address port 0 takes a free one
   * @param monitor of this receiver alone
   * @param allowed whose connections are taken
   * @param accepted which of the senders' numbers are the accepted shares
   * @throws IOException if it can't listen there, with the address and why
   */
  public static FeedReceiver start(
      InetSocketAddress address,
      SourceMonitor monitor,
      FeedLimits limits,
      AllowedPeers allowed,
      Accepted accepted)
      throws IOException {
    Objects.requireNonNull(monitor, "monitor");
    Objects.requireNonNull(limits, "limits");
    if (address.isUnresolved()) {
      throw new IOException(
          "can't listen for the feed at " + HostAndPort.of(address) + ": unknown host");
    }
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, BACKLOG);
      Selector selector = Selector.open();
      try {
        FeedReceiver receiver =
            new FeedReceiver(server, selector, monitor, limits, allowed, accepted);
        receiver.thread.start();
        LOG.atInfo()
            .addKeyValue("address", HostAndPort.of(receiver.localAddress))
            .log("feed listening");
        receiver.warnIfOpen(allowed);
        return receiver;
      } catch (IOException e) {
        selector.close();
        throw e;
      }
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "can't listen for the feed at " + HostAndPort.of(address) + ": " + e.getMessage(), e);
    }
  }

  private void warnIfOpen(AllowedPeers allowed) {
    if (allowed.isEveryone() && !localAddress.getAddress().isLoopbackAddress()) {
      LOG.atWarn()
          .addKeyValue("address", HostAndPort.of(localAddress))
          .log(
              "the feed takes what anyone sends who can reach it; name the pool's network with"
                  + " --feed.allow");
    }
  }

  /** Where it listens. */
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  /**
   * Stops: closes every socket, withdraws every session and waits for the thread to end. A second
   * call does nothing.
   */
  @Override
  public void close() {
    stopping = true;
    selector.wakeup();
    try {
      thread.join(STOP_WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        selector.select(TICK.toMillis());
        round();
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.atError().setCause(e).log("feed receiver failed");
    } catch (Error e) {
      // Told before the sessions are withdrawn: who runs the process may end it here.
      DaemonThreads.report(e);
    } finally {
      shutDown();
    }
  }

  private void round() {
    List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
    selector.selectedKeys().clear();
    for (SelectionKey key : ready) {
      guarded(() -> serve(key));
    }
    guarded(
        () -> {
          monitor.tick();
          connections.closeFinished();
          resumeAccepting();
        });
  }

  /**
   * The feed must not die of one fault: the next step may do better. Of an {@link Error} it does: a
   * snapshot may be half taken, and what was counted no longer sure.
   */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      monitor.stats().error(FeedError.INTERNAL);
      LOG.atError().setCause(e).log("feed step failed");
    }
  }

  private void serve(SelectionKey key) {
    if (key.attachment() instanceof FeedConnection connection) {
      if (!connection.isFinished()) {
        connection.read(buffer);
      }
    } else {
      acceptAll(key);
    }
  }

  private void acceptAll(SelectionKey key) {
    try {
      for (SocketChannel peer = server.accept(); peer != null; peer = server.accept()) {
        connections.add(peer, selector);
      }
    } catch (IOException e) {
      // Out of file descriptors, most likely: without a pause this would spin.
      LOG.atError()
          .addKeyValue("seconds", ACCEPT_PAUSE.toSeconds())
          .setCause(e)
          .log("feed can't accept connections, pausing");
      key.interestOps(0);
      acceptPaused = true;
      acceptPausedAtNanos = System.nanoTime();
    }
  }

  private void resumeAccepting() {
    if (acceptPaused && System.nanoTime() - acceptPausedAtNanos > ACCEPT_PAUSE.toNanos()) {
      acceptPaused = false;
      server.keyFor(selector).interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void shutDown() {
    connections.closeAll();
    monitor.stop();
    try {
      server.close();
      selector.close();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("closing the feed's listener failed");
    }
    LOG.atInfo().addKeyValue("address", HostAndPort.of(localAddress)).log("feed stopped");
  }
}
