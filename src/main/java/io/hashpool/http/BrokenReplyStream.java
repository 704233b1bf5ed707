package io.hashpool.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;

/**
 * The body of a reply. When writing fails, it closes the connection. The JDK's own stream of a
 * known length forgets the socket of a peer that hangs up in the middle, and each would cost a file
 * descriptor for ever. For one thread.
 */
final class BrokenReplyStream extends FilterOutputStream {
  private final HttpExchange exchange;
  private boolean closed;

  private BrokenReplyStream(HttpExchange exchange) {
    super(exchange.getResponseBody());
    this.exchange = exchange;
  }

  /** Puts itself between an exchange and its handler. */
  static void guard(HttpExchange exchange) {
    exchange.setStreams(null, new BrokenReplyStream(exchange));
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    guarded(() -> out.write(bytes, offset, length));
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      guarded(out::flush);
    }
    out.close();
  }

  private void guarded(Action action) throws IOException {
    try {
      action.run();
    } catch (IOException e) {
      closed = true;
      // Before its stream is closed, an unfinished exchange still closes the connection.
      exchange.close();
      throw e;
    }
  }
}
