package io.hashpool.webconfig;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of the web configuration, ready for use.
 *
 * @param tls empty where the server speaks plain HTTP
 * @param users who may ask
 * @param headers added to each answer
 * @param rate how many requests are answered, if that is limited
 * @param notes what the operator should know of it, a line each
 */
public record WebConfig(
    Optional<TlsServer> tls,
    Users users,
    Map<String, String> headers,
    Optional<RequestRate> rate,
    List<String> notes) {
  /** Plain HTTP for everyone: what there is without a file. */
  public static final WebConfig NONE =
      new WebConfig(Optional.empty(), Users.ANYONE, Map.of(), Optional.empty(), List.of());

  /** Keeps copies. */
  public WebConfig {
    headers = Map.copyOf(headers);
    notes = List.copyOf(notes);
  }
}
