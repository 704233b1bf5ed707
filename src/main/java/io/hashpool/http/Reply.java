package io.hashpool.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A whole answer, small enough to hold.
 *
 * @param status the HTTP status
 * @param contentType the media type
 * @param body the bytes, not copied: not to be changed
 */
public record Reply(int status, String contentType, byte[] body) {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";

  /** An answer in plain text; a line feed is added. */
  public static Reply text(int status, String text) {
    return new Reply(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** An answer in HTML. */
  public static Reply html(int status, String page) {
    return new Reply(status, HTML, page.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer in JSON, already encoded. */
  public static Reply json(int status, byte[] body) {
    return new Reply(status, JSON, body);
  }

  /** A handler that asks for the answer anew each time. */
  public static HttpHandler handler(Supplier<Reply> reply) {
    return exchange -> reply.get().send(exchange);
  }

  /** Sends it, without the body where only the head was asked for. */
  void send(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
