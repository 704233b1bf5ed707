package io.hashpool.feed;

import io.hashpool.base.Backoff;
import io.hashpool.base.DaemonThreads;
import io.hashpool.base.HostAndPort;
import io.hashpool.ingest.Report;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends lines over one connection that it keeps, and makes again when it breaks. It holds one line
 * to be sent: a newer takes its place. A line is sent whole or, on a new connection, once more from
 * its start. Thread-safe; nothing but {@link #close} waits.
 */
final class LineSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineSender.class);
  private static final Duration STOP_WAIT = Duration.ofSeconds(2);
  private static final int PEEK_MILLIS = 1;

  private final InetSocketAddress target;
  private final PublisherOptions options;
  private final Backoff backoff;
  private final Thread thread;

  private @Nullable Report next; // guarded by this
  private @Nullable Socket socket; // guarded by this
  private boolean closed; // guarded by this
  private boolean writing; // guarded by this
  private long writingSinceNanos; // guarded by this
  private boolean failing; // of the sender's thread

  /** A sender to this target, whose name is looked up at each attempt to connect. */
  LineSender(String name, InetSocketAddress target, PublisherOptions options) {
    this.target = target;
    this.options = options;
    this.backoff =
        new Backoff(options.firstBackoff(), options.maxBackoff(), new SplittableRandom());
    this.thread = DaemonThreads.named(name, this::run);
  }

  void start() {
    thread.start();
  }

  /** Sends this line as soon as it can; one that still waits is dropped for it. */
  synchronized void offer(Report line) {
    next = line;
    notifyAll();
  }

  /** Gives up a connection on which a line takes too long. To be called now and then. */
  synchronized void checkStuck() {
    if (writing && System.nanoTime() - writingSinceNanos > options.writeTimeout().toNanos()) {
      LOG.atWarn()
          .addKeyValue("target", HostAndPort.of(target))
          .addKeyValue("write_timeout_seconds", options.writeTimeout().toMillis() / 1e3)
          .log("publisher gives up a stuck connection");
      disconnect();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      disconnect();
      notifyAll();
    }
    try {
      thread.join(STOP_WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (awaitLine()) {
        try {
          Socket connection = connected();
          Optional<Report> line = take();
          if (line.isPresent()) {
            send(connection, line.get());
          }
        } catch (IOException | RuntimeException e) {
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        disconnect();
      }
    }
  }

  private synchronized boolean awaitLine() throws InterruptedException {
    while (next == null && !closed) {
      wait();
    }
    return !closed;
  }

  private synchronized Optional<Report> take() {
    Optional<Report> line = Optional.ofNullable(next);
    next = null;
    return line;
  }

  private Socket connected() throws IOException {
    Socket current;
    synchronized (this) {
      current = socket;
    }
    if (current != null && !isGone(current)) {
      return current;
    }
    Socket fresh = new Socket();
    synchronized (this) {
      disconnect();
      if (closed) {
        throw new IOException("publisher closed");
      }
      // Known before it connects, so that closing does not wait for that.
      socket = fresh;
    }
    fresh.setTcpNoDelay(true);
    fresh.connect(
        new InetSocketAddress(target.getHostString(), target.getPort()),
        (int) options.connectTimeout().toMillis());
    LOG.atInfo()
        .addKeyValue("target", HostAndPort.of(target))
        .addKeyValue("thread", thread.getName())
        .log("publisher connected");
    failing = false;
    return fresh;
  }

  /**
   * Whether the receiver hung up: it never replies, so all that can be read is the end. Without
   * this look, the first line after that would be lost.
   */
  private static boolean isGone(Socket connection) {
    try {
      connection.setSoTimeout(PEEK_MILLIS);
      return connection.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void send(Socket connection, Report line) throws IOException {
    byte[] bytes = LineEncoder.line(line);
    synchronized (this) {
      writing = true;
      writingSinceNanos = System.nanoTime();
    }
    try {
      connection.getOutputStream().write(bytes);
      backoff.reset();
    } catch (IOException e) {
      putBack(line);
      throw e;
    } finally {
      synchronized (this) {
        writing = false;
      }
    }
  }

  private synchronized void putBack(Report line) {
    if (next == null) {
      next = line;
    }
  }

  private void failed(Exception e) throws InterruptedException {
    long waitNanos = backoff.waitNanos();
    synchronized (this) {
      disconnect();
      if (closed) {
        return;
      }
    }
    if (failing) {
      LOG.atDebug()
          .addKeyValue("target", HostAndPort.of(target))
          .setCause(e)
          .log("publisher still can't send");
    } else {
      failing = true;
      LOG.atWarn()
          .addKeyValue("target", HostAndPort.of(target))
          .addKeyValue("thread", thread.getName())
          .addKeyValue("error", e)
          .log("publisher can't send, will try again");
    }
    long until = System.nanoTime() + waitNanos;
    synchronized (this) {
      for (long left = waitNanos; left > 0 && !closed; left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    }
  }

  private synchronized void disconnect() {
    Socket current = socket;
    socket = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        LOG.atDebug()
            .addKeyValue("target", HostAndPort.of(target))
            .setCause(e)
            .log("closing failed");
      }
    }
  }
}
