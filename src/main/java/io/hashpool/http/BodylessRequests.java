package io.hashpool.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.hashpool.stats.WebRefusal;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Refuses requests that say they have a body, and ends their connection: nothing here takes one,
 * and where bodies end is what request smuggling is about.
 */
final class BodylessRequests extends Filter {
  private final Consumer<WebRefusal> refusals;

  BodylessRequests(Consumer<WebRefusal> refusals) {
    this.refusals = refusals;
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    if (hasBody(exchange.getRequestHeaders())) {
      refusals.accept(WebRefusal.REQUEST_BODY);
      try (exchange) {
        exchange.getResponseHeaders().set("Connection", "close");
        Reply.text(400, "400: a request here has no body").send(exchange);
      }
      return;
    }
    chain.doFilter(exchange);
  }

  private static boolean hasBody(Headers headers) {
    String length = headers.getFirst("Content-Length");
    return headers.containsKey("Transfer-Encoding") || (length != null && !length.equals("0"));
  }

  @Override
  public String description() {
    return "refuses request bodies";
  }
}
