package io.hashpool.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.hashpool.stats.WebRefusal;
import io.hashpool.webconfig.PasswordChecks.Verdict;
import io.hashpool.webconfig.WebConfig;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What each request passes before a route answers it. The order matters: until the request has come
 * in whole it is the peer's turn, and its thread may be taken from it. Thread-safe.
 */
final class Admission implements HttpHandler {
  private final RequestThreads threads;
  private final Supplier<WebConfig> config;
  private final Router router;
  private final WebServerOptions options;
  private final Consumer<WebRefusal> refusals;
  private final AccessControl access;

  Admission(RequestThreads threads, Router router, WebServerOptions options) {
    this.threads = threads;
    this.config =
        options.configFile().<Supplier<WebConfig>>map(file -> file).orElse(() -> WebConfig.NONE);
    this.router = router;
    this.options = options;
    this.refusals = options.refusals();
    this.access = new AccessControl(refusals);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    threads.headRead();
    BrokenReplyStream.guard(exchange);
    if (hasBody(exchange.getRequestHeaders())) {
      // No route takes a body, and where a body ends is what request smuggling is about.
      refusals.accept(WebRefusal.REQUEST_BODY);
      exchange.getResponseHeaders().set("Connection", "close");
      Reply.text(400, "400: a request must not have a body").send(exchange);
    } else if (threads.requestRead()) {
      admit(exchange);
    }
    // Not where a handler throws: the server would end half an answer as if it were whole.
    exchange.close();
  }

  private void admit(HttpExchange exchange) throws IOException {
    WebConfig now = config.get();
    now.headers().forEach(exchange.getResponseHeaders()::set);
    Optional<Reply> refusal = access.refusalOfClient(exchange, now);
    if (refusal.isPresent()) {
      refusal.get().send(exchange);
      return;
    }
    Optional<Route> route = router.route(exchange);
    Verdict verdict = access.verdict(exchange, now);
    boolean passwordGiven = exchange.getRequestHeaders().containsKey("Authorization");
    boolean open = !options.protectHealth() && route.flatMap(Route::withoutPassword).isPresent();
    if (verdict == Verdict.RIGHT) {
      answer(exchange, () -> router.answer(exchange, route.map(Route::handler)));
    } else if (open && !passwordGiven) {
      answer(exchange, () -> router.answer(exchange, route.flatMap(Route::withoutPassword)));
    } else {
      access.refusal(exchange, verdict).send(exchange);
    }
  }

  private void answer(HttpExchange exchange, RequestThreads.Answer answer) throws IOException {
    if (!threads.tryAnswer(answer)) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      Reply.text(
              503,
              "503: limit of " + options.maxRequests() + " requests at once reached; try again")
          .send(exchange);
    }
  }

  private static boolean hasBody(Headers headers) {
    String length = headers.getFirst("Content-Length");
    return headers.containsKey("Transfer-Encoding") || (length != null && !length.equals("0"));
  }
}
