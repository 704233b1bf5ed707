package io.hashpool.pull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which source to ask: what it is, and where. Immutable, a value.
 *
 * @param kind what it is
 * @param base its URL without the path of the metrics and without a slash at its end
 */
public record PullTarget(Kind kind, URI base) {
  /** What a source may be. */
  public enum Kind {
    /** A hashpool that serves its own metrics. */
    HASHPOOL("hashpool"),
    /** An application of the SV2 reference implementation, or hashpool's translator. */
    SRI("sri");

    private final String flag;

    Kind(String flag) {
      this.flag = flag;
    }

    private static Optional<Kind> of(String flag) {
      return Arrays.stream(values()).filter(kind -> kind.flag.equals(flag)).findFirst();
    }
  }

  /** Where every source has its metrics. */
  static final String METRICS = "/metrics";

  /**
   * Reads {@code hashpool=http://127.0.0.1:9108/metrics} or {@code sri=http://127.0.0.1:9090}. The
   * URL may end in the path of the metrics or not.
   *
   * @throws IllegalArgumentException if it is neither; the message says what would be right
   */
  public static PullTarget parse(String text) {
    int equals = text.indexOf('=');
    Kind kind =
        Kind.of(text.substring(0, Math.max(0, equals)))
            .orElseThrow(
                () ->
                    wrong(
                        text,
                        "names no source; write "
                            + Arrays.stream(Kind.values())
                                .map(k -> k.flag + "=URL")
                                .collect(Collectors.joining(" or "))));
    URI url;
    try {
      url = new URI(text.substring(equals + 1));
    } catch (URISyntaxException e) {
      throw wrong(text, "has no valid URL: " + e.getReason());
    }
    if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getHost() == null) {
      throw wrong(text, "needs a URL such as http://127.0.0.1:9108/metrics");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "a URL with a user or password in it is not taken: give them in"
              + " --pull.http-config-file, as basic_auth");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw wrong(text, "has a URL with a query or fragment, which is not taken");
    }
    String path = url.getRawPath();
    String prefix =
        path.endsWith(METRICS)
            ? path.substring(0, path.length() - METRICS.length())
            : path.replaceFirst("/+$", "");
    return new PullTarget(
        kind, URI.create(url.getScheme() + "://" + url.getRawAuthority() + prefix));
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException("\"" + text + "\" " + what);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return kind.flag + "=" + base + METRICS;
  }
}
