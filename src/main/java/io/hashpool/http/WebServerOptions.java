package io.hashpool.http;

import io.hashpool.stats.WebRefusal;
import io.hashpool.webconfig.WebConfigFile;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the web server serves.
 *
 * @param maxRequests how many answers may be under way at once
 * @param configFile TLS and who may ask; empty for plain HTTP and everyone. Whoever opened it
 *     closes it, after the server.
 * @param refusals hears of each request that is refused or cut; called on any thread, must be quick
 */
public record WebServerOptions(
    int maxRequests, Optional<WebConfigFile> configFile, Consumer<WebRefusal> refusals) {
  /** How many answers at once unless said otherwise. */
  public static final int DEFAULT_MAX_REQUESTS = 16;

  /** Plain HTTP for everyone. */
  public static final WebServerOptions DEFAULT =
      new WebServerOptions(DEFAULT_MAX_REQUESTS, Optional.empty());

  /** With nobody to hear of refusals. */
  public WebServerOptions(int maxRequests, Optional<WebConfigFile> configFile) {
    this(maxRequests, configFile, refusal -> {});
  }

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public WebServerOptions {
    if (maxRequests < 1) {
      throw new IllegalArgumentException("the limit of requests is at least 1, not " + maxRequests);
    }
  }
}
