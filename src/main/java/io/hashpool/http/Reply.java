package io.hashpool.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param contentType the media type
 * @param length in bytes; empty where the body is streamed and nobody knows it beforehand
 * @param body writes the bytes
 */
public record Reply(int status, String contentType, OptionalInt length, Body body) {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";
  private static final long CHUNKED = 0;
  private static final long NO_BODY = -1;

  /** A body that is written in pieces, so that nobody holds all of it. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes all of it. Does not close the stream.
     *
     * @throws IOException if the stream does
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /** An answer in plain text. A line feed is added. */
  public static Reply text(int status, String text) {
    return whole(status, TEXT, text + "\n");
  }

  /** An answer in HTML. */
  public static Reply html(int status, String page) {
    return whole(status, HTML, page);
  }

  /** An answer in JSON, streamed. */
  public static Reply json(int status, Body body) {
    return new Reply(status, JSON, OptionalInt.empty(), body);
  }

  /** A handler that asks for the answer anew each time. */
  public static HttpHandler handler(Supplier<Reply> reply) {
    return exchange -> reply.get().send(exchange);
  }

  private static Reply whole(int status, String contentType, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Reply(status, contentType, OptionalInt.of(bytes.length), out -> out.write(bytes));
  }

  /** Sends it. To HEAD it sends the same fields, without the body. */
  void send(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange
          .getResponseHeaders()
          .set(
              length.isPresent() ? "Content-Length" : "Transfer-Encoding",
              length.isPresent() ? Integer.toString(length.getAsInt()) : "chunked");
      exchange.sendResponseHeaders(status, NO_BODY);
      return;
    }
    exchange.sendResponseHeaders(status, length.isPresent() ? length.getAsInt() : CHUNKED);
    body.writeTo(exchange.getResponseBody());
    exchange.getResponseBody().close();
  }
}
