package io.hashpool.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;

/**
 * The body of a reply, whose connection is given up when writing fails. The JDK's own stream of a
 * known length forgets the socket of a peer that hangs up in the middle: each would cost a file
 * descriptor for ever. For one thread.
 */
final class BrokenReplyStream extends FilterOutputStream {
  private final HttpExchange exchange;
  private boolean closed;

  private BrokenReplyStream(HttpExchange exchange) {
    super(exchange.getResponseBody());
    this.exchange = exchange;
  }

  /** Puts itself between an exchange and whoever answers it. */
  static void guard(HttpExchange exchange) {
    exchange.setStreams(null, new BrokenReplyStream(exchange));
  }

  @Override
  public void write(int b) throws IOException {
    try {
      out.write(b);
    } catch (IOException e) {
      giveUp();
      throw e;
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      giveUp();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      out.close();
      return;
    }
    closed = true;
    try {
      out.flush();
    } catch (IOException e) {
      giveUp();
      throw e;
    }
    out.close();
  }

  /** Before its stream is closed, an unfinished exchange still closes the connection. */
  private void giveUp() {
    closed = true;
    exchange.close();
  }
}
