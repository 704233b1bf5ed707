package io.hashpool.exposition;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of a scrape. What fits in {@value #HELD} bytes, some hundred downstreams, is sent whole,
 * with its length; more is streamed in chunks. Until the first chunk the answer may still become
 * another. Of HEAD, all but the body is sent. For one thread.
 */
final class ScrapeResponse extends OutputStream {
  private static final int HELD = 1 << 17;
  private static final int STREAMED = 0;
  private static final int EMPTY = -1;

  private final HttpExchange exchange;
  private final int status;
  private final String contentType;
  private final boolean gzip;
  private final boolean head;
  private final ScrapeBuffer held = new ScrapeBuffer();
  private boolean begun;

  ScrapeResponse(HttpExchange exchange, int status, String contentType, boolean gzip) {
    this.exchange = exchange;
    this.status = status;
    this.contentType = contentType;
    this.gzip = gzip;
    this.head = exchange.getRequestMethod().equals("HEAD");
  }

  /** Whether the peer has been told anything. */
  boolean begun() {
    return begun;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (!begun) {
      if (length <= HELD - held.size()) {
        held.put(bytes, from, length);
        return;
      }
      begin(STREAMED);
      sendHeld();
    }
    send(bytes, from, length);
  }

  /** Ends the answer as whole. */
  @Override
  public void close() throws IOException {
    if (!begun) {
      begin(held.size() == 0 ? EMPTY : held.size());
      sendHeld();
    }
    exchange.close();
  }

  private void begin(long length) throws IOException {
    begun = true;
    exchange.getResponseHeaders().set("Content-Type", contentType);
    if (gzip) {
      exchange.getResponseHeaders().set("Content-Encoding", ExpositionHandler.GZIP);
    }
    if (!head) {
      exchange.sendResponseHeaders(status, length);
      return;
    }
    if (length == STREAMED) {
      exchange.getResponseHeaders().set("Transfer-Encoding", "chunked");
    } else {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(Math.max(0, length)));
    }
    exchange.sendResponseHeaders(status, EMPTY);
  }

  private void sendHeld() throws IOException {
    if (held.size() > 0) {
      send(held.array(), 0, held.size());
    }
  }

  private void send(byte[] bytes, int from, int length) throws IOException {
    if (!head) {
      exchange.getResponseBody().write(bytes, from, length);
    }
  }
}
