package io.hashpool.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.hashpool.stats.WebRefusal;
import io.hashpool.webconfig.PasswordChecks;
import io.hashpool.webconfig.WebConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets in whom the current web configuration lets in, whatever the path, and adds its headers to
 * every answer.
 */
final class AccessControl extends Filter {
  private static final String SCHEME = "Basic ";

  private final Supplier<WebConfig> config;
  private final Consumer<WebRefusal> refusals;
  private final PasswordChecks passwords = new PasswordChecks();

  private record Credentials(String user, String password) {}

  AccessControl(Supplier<WebConfig> config, Consumer<WebRefusal> refusals) {
    this.config = config;
    this.refusals = refusals;
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    WebConfig now = config.get();
    now.headers().forEach(exchange.getResponseHeaders()::set);
    Optional<Reply> refusal = refusal(exchange, now);
    if (refusal.isPresent()) {
      try (exchange) {
        refusal.get().send(exchange);
      }
    } else {
      chain.doFilter(exchange);
    }
  }

  private Optional<Reply> refusal(HttpExchange exchange, WebConfig now) {
    if (exchange instanceof HttpsExchange https
        && now.tls().isPresent()
        && !now.tls().get().admits(https.getSSLSession())) {
      refusals.accept(WebRefusal.CLIENT_CERTIFICATE);
      // The next connection is judged by the handshake.
      exchange.getResponseHeaders().set("Connection", "close");
      return Optional.of(Reply.text(403, "403: this client certificate is no longer accepted"));
    }
    if (now.users().anyone()) {
      return Optional.empty();
    }
    return switch (verdict(exchange, now)) {
      case RIGHT -> Optional.empty();
      case WRONG -> {
        refusals.accept(WebRefusal.UNAUTHORIZED);
        exchange
            .getResponseHeaders()
            .set("WWW-Authenticate", "Basic realm=\"hashpool-exporter\", charset=\"UTF-8\"");
        yield Optional.of(Reply.text(401, "401: a name and its password are needed here"));
      }
      case BUSY -> {
        refusals.accept(WebRefusal.PASSWORDS_BUSY);
        exchange.getResponseHeaders().set("Retry-After", "1");
        yield Optional.of(Reply.text(429, "429: too many passwords to check; try again"));
      }
    };
  }

  private PasswordChecks.Verdict verdict(HttpExchange exchange, WebConfig now) {
    return credentials(exchange.getRequestHeaders().getFirst("Authorization"))
        .map(
            given ->
                passwords.check(
                    now.users(),
                    given.user,
                    given.password,
                    exchange.getRemoteAddress().getAddress()))
        .orElse(PasswordChecks.Verdict.WRONG);
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

  @Override
  public String description() {
    return "asks for a password or a client certificate";
  }
}
