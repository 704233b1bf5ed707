package io.hashpool.feed;

import io.hashpool.ingest.JobDeclaratorHeartbeat;
import io.hashpool.ingest.Report;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.FeedError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer's connection: its bytes to lines, its lines to the monitor. For the receiver's thread.
 */
final class FeedConnection implements LineAssembler.Lines {
  private static final Logger LOG = LoggerFactory.getLogger(FeedConnection.class);

  private final SocketChannel channel;
  private final FeedPeer peer;
  private final SourceMonitor monitor;
  private final LineDecoder decoder;
  private final LineAssembler assembler;

  private long lastLineNanos;
  private long lastUsefulNanos;
  private boolean finished;

  FeedConnection(
      SocketChannel channel,
      FeedPeer peer,
      SourceMonitor monitor,
      LineDecoder decoder,
      FeedLimits limits,
      LineBuffers buffers) {
    this.channel = channel;
    this.peer = peer;
    this.monitor = monitor;
    this.decoder = decoder;
    this.assembler = new LineAssembler(limits.maxLineBytes(), buffers, this);
    this.lastLineNanos = monitor.clock().nanos().getAsLong();
    this.lastUsefulNanos = lastLineNanos;
  }

  FeedPeer peer() {
    return peer;
  }

  /** Reads what has come, once through this buffer. */
  void read(ByteBuffer buffer) {
    buffer.clear();
    try {
      if (channel.read(buffer) < 0) {
        if (assembler.isUnfinished()) {
          refuse(FeedError.CUT_LINE, "connection ended in the middle of a line");
        }
        finished = true;
        return;
      }
    } catch (IOException e) {
      if (assembler.isUnfinished()) {
        refuse(FeedError.CUT_LINE, "connection broke in the middle of a line: " + e.getMessage());
      }
      finished = true;
      return;
    }
    assembler.accept(buffer.array(), 0, buffer.position());
  }

  /** Whether there is nothing more to read, or nothing more will be. */
  boolean isFinished() {
    return finished;
  }

  /** How long ago it last sent totals or windows, or was opened, in nanoseconds. */
  long sinceUsefulNanos() {
    return monitor.clock().nanos().getAsLong() - lastUsefulNanos;
  }

  /** Ends it if no whole line came for this long. */
  void checkIdle(Duration timeout) {
    if (!finished && monitor.clock().isOver(timeout, lastLineNanos)) {
      giveUp(
          FeedError.IDLE, "no whole line in " + timeout.toMillis() / 1e3 + " s, connection closed");
    }
  }

  /** Closes the socket and gives back the memory. */
  void close() {
    finished = true;
    peer.closed();
    assembler.dropBuffer();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("peer", peer).setCause(e).log("closing failed");
    }
    LOG.atDebug().addKeyValue("peer", peer).log("feed connection closed");
  }

  /** Counts why, and ends it. */
  void giveUp(FeedError reason, String detail) {
    refuse(reason, detail);
    finished = true;
  }

  void refuse(FeedError reason, String detail) {
    monitor.refusals().refused(peer, reason, detail);
  }

  @Override
  public void line(byte[] bytes, int offset, int length) {
    lastLineNanos = monitor.clock().nanos().getAsLong();
    if (finished || LineDecoder.isBlank(bytes, offset, length)) {
      return;
    }
    try {
      Report report =
          decoder.decode(bytes, offset, length, badRow -> refuse(FeedError.BAD_ROW, badRow));
      monitor.take(report, peer);
      if (!(report instanceof JobDeclaratorHeartbeat)) {
        lastUsefulNanos = lastLineNanos;
      }
    } catch (LineRefusedException e) {
      refuse(e.reason(), e.getMessage());
    } catch (RuntimeException e) {
      monitor.refusals().failed(peer, e);
    }
  }

  @Override
  public void tooLong() {
    refuse(FeedError.LINE_TOO_LONG, "line over the limit, skipped up to its newline");
  }

  @Override
  public void evicted() {
    giveUp(FeedError.BUFFERS_FULL, "unfinished line held memory that others need");
  }
}
