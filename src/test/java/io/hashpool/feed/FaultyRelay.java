package io.hashpool.feed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Passes a publisher's bytes on to the feed, and does to them what a bad network does. */
final class FaultyRelay implements AutoCloseable {
  /** What happens to the bytes of one connection. */
  @FunctionalInterface
  interface Fault {
    /** Passes all of the first on to the second, or not. */
    void pass(InputStream from, OutputStream to) throws IOException;
  }

  /** As they come. */
  static final Fault NONE = InputStream::transferTo;

  /** Each byte in a packet of its own. */
  static final Fault ONE_BYTE_AT_A_TIME =
      (from, to) -> {
        for (int b = from.read(); b >= 0; b = from.read()) {
          to.write(b);
          to.flush();
        }
      };

  /** The connection breaks after so many bytes. */
  static Fault cutAfter(int bytes) {
    return (from, to) -> to.write(from.readNBytes(bytes));
  }

  /** In packets of so many bytes, whatever the lines. */
  static Fault inPacketsOf(int bytes) {
    return (from, to) -> {
      for (byte[] next = from.readNBytes(bytes); next.length > 0; next = from.readNBytes(bytes)) {
        to.write(next);
        to.flush();
      }
    };
  }

  /** Nothing after so many bytes, until the latch opens; then all of it. */
  static Fault stallAfter(int bytes, CountDownLatch until) {
    return (from, to) -> {
      to.write(from.readNBytes(bytes));
      to.flush();
      try {
        until.await();
      } catch (InterruptedException e) {
        throw new IOException("relay stopped", e);
      }
      from.transferTo(to);
    };
  }

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile Fault fault;
  private volatile int accepted;

  FaultyRelay(InetSocketAddress target, Fault fault) throws IOException {
    this.target = target;
    this.fault = fault;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread("relay-accept", this::acceptAll);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  /** How many connections came so far. */
  int accepted() {
    return accepted;
  }

  /** What happens to the connections that come from now on. */
  void setFault(Fault next) {
    fault = next;
  }

  /** Breaks every connection there is. */
  void breakAll() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    breakAll();
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket from = server.accept();
        sockets.add(from);
        Fault now = fault;
        accepted++;
        thread("relay-pass", () -> pass(from, now));
      }
    } catch (IOException e) {
      // Closed: the end.
    }
  }

  private void pass(Socket from, Fault how) {
    try (from;
        Socket to = new Socket()) {
      to.setTcpNoDelay(true);
      sockets.add(to);
      to.connect(target);
      how.pass(from.getInputStream(), to.getOutputStream());
    } catch (IOException e) {
      // Either side went away, which is what it is for.
    }
  }

  private void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }
}
