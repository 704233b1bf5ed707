package io.hashpool.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the handler of a request by its exact path, and answers the rest: the landing page at the
 * root, 404 for an unknown path, 405 for a method other than GET and HEAD, 500 where a handler
 * fails, without telling the peer why. Thread-safe.
 */
final class Router implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final Map<String, Route> routes;
  private final Reply landingPage;
  private final Reply notFound;

  /**
   * A router of these routes.
   *
   * @throws IllegalArgumentException if two have one path
   */
  Router(List<Route> routes, String version) {
    this.routes =
        routes.stream()
            .collect(
                Collectors.toMap(
                    Route::path,
                    Function.identity(),
                    (one, other) -> {
                      throw new IllegalArgumentException(
                          "\"" + one.path() + "\" is taken: " + one.description());
                    }));
    this.landingPage = LandingPage.of(routes, version);
    this.notFound =
        Reply.text(
            404,
            "404: nothing here. There is "
                + routes.stream().map(Route::path).collect(Collectors.joining(", "))
                + ", and links to them at /");
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    answer(exchange);
    // Not where it throws: the server would end half an answer as if it were whole.
    exchange.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (!METHODS.contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      Reply.text(405, "405: only GET and HEAD are answered here").send(exchange);
      return;
    }
    String path = exchange.getRequestURI().getPath();
    Route route = routes.get(path);
    if (route == null) {
      (path.equals("/") ? landingPage : notFound).send(exchange);
      return;
    }
    try {
      route.handler().handle(exchange);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("path", route.path()).setCause(e).log("a request failed");
      if (exchange.getResponseCode() >= 0) {
        throw new IOException("failed half-way", e);
      }
      Reply.text(500, "500: this failed; the log says why").send(exchange);
    }
  }
}
