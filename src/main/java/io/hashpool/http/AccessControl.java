package io.hashpool.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.hashpool.stats.WebRefusal;
import io.hashpool.webconfig.PasswordChecks;
import io.hashpool.webconfig.PasswordChecks.Verdict;
import io.hashpool.webconfig.WebConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Admits the clients that the web configuration admits. Thread-safe. */
final class AccessControl {
  private static final String SCHEME = "Basic ";

  private final Consumer<WebRefusal> refusals;
  private final PasswordChecks passwords = new PasswordChecks();

  private record Credentials(String user, String password) {}

  AccessControl(Consumer<WebRefusal> refusals) {
    this.refusals = refusals;
  }

  /** The refusal of a client that may ask nothing now, whatever its password. */
  Optional<Reply> refusalOfClient(HttpExchange exchange, WebConfig config) {
    if (exchange instanceof HttpsExchange https
        && config.tls().isPresent()
        && !config.tls().get().admits(https.getSSLSession())) {
      refusals.accept(WebRefusal.CLIENT_CERTIFICATE);
      // The next connection is judged by the handshake.
      exchange.getResponseHeaders().set("Connection", "close");
      return Optional.of(Reply.text(403, "403: this client certificate is no longer accepted"));
    }
    if (config.rate().isPresent() && !config.rate().get().tryAcquire()) {
      refusals.accept(WebRefusal.RATE_LIMIT);
      return Optional.of(Reply.text(429, "429: the rate limit of requests is reached"));
    }
    return Optional.empty();
  }

  /** Checks the password of the request, if one is required. */
  Verdict verdict(HttpExchange exchange, WebConfig config) {
    if (config.users().anyone()) {
      return Verdict.RIGHT;
    }
    return credentials(exchange.getRequestHeaders().getFirst("Authorization"))
        .map(
            given ->
                passwords.check(
                    config.users(),
                    given.user,
                    given.password,
                    exchange.getRemoteAddress().getAddress()))
        .orElse(Verdict.WRONG);
  }

  /** The answer to a request whose password is not {@link Verdict#RIGHT}. */
  Reply refusal(HttpExchange exchange, Verdict verdict) {
    if (verdict == Verdict.BUSY) {
      refusals.accept(WebRefusal.PASSWORDS_BUSY);
      exchange.getResponseHeaders().set("Retry-After", "1");
      return Reply.text(429, "429: too many passwords to check; try again");
    }
    refusals.accept(WebRefusal.UNAUTHORIZED);
    exchange
        .getResponseHeaders()
        .set("WWW-Authenticate", "Basic realm=\"hashpool-exporter\", charset=\"UTF-8\"");
    return Reply.text(401, "401: a user name and its password are required");
  }

  private static Optional<Credentials> credentials(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      String text =
          new String(
              Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()),
              StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
