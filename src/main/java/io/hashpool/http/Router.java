package io.hashpool.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the route of a request by its exact path, and answers the rest: the landing page at the
 * root, 404 for an unknown path, 405 for a method other than GET and HEAD, 500 where a handler
 * fails, without the reason. Thread-safe.
 */
final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final Map<String, Route> routes;
  private final Reply landingPage;
  private final Reply notFound;

  /**
   * A router of these routes.
   *
   * @throws IllegalArgumentException if two have the same path
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
            "404: there is nothing at this path. Try "
                + routes.stream().map(Route::path).collect(Collectors.joining(", "))
                + " or the links at /");
  }

  /** The route of a request, if there is one. */
  Optional<Route> route(HttpExchange exchange) {
    return Optional.ofNullable(routes.get(exchange.getRequestURI().getPath()));
  }

  /** Answers by this handler of the route, or else by what there is for all paths. */
  void answer(HttpExchange exchange, Optional<HttpHandler> handler) throws IOException {
    if (!METHODS.contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      Reply.text(405, "405: only GET and HEAD are answered").send(exchange);
    } else if (handler.isPresent()) {
      answerBy(handler.get(), exchange);
    } else {
      boolean root = "/".equals(exchange.getRequestURI().getPath());
      (root ? landingPage : notFound).send(exchange);
    }
  }

  private static void answerBy(HttpHandler handler, HttpExchange exchange) throws IOException {
    try {
      handler.handle(exchange);
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("path", exchange.getRequestURI().getPath())
          .setCause(e)
          .log("a request failed");
      if (exchange.getResponseCode() >= 0) {
        throw new IOException("failed after a part of the answer was sent", e);
      }
      Reply.text(500, "500: the request failed; the log says why").send(exchange);
    }
  }
}
