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
 * @param protectHealth whether health and readiness require the password too
 * @param refusals is told of each request that is refused or cut; called on any thread, must be
 *     quick
 */
public record WebServerOptions(
    int maxRequests,
    Optional<WebConfigFile> configFile,
    boolean protectHealth,
    Consumer<WebRefusal> refusals) {
  /** How many answers at once unless said otherwise. */
  public static final int DEFAULT_MAX_REQUESTS = 16;

  /** Plain HTTP for everyone. */
  public static final WebServerOptions DEFAULT =
      new WebServerOptions(DEFAULT_MAX_REQUESTS, Optional.empty());

  /** Without a listener for refusals. Health and readiness require no password. */
  public WebServerOptions(int maxRequests, Optional<WebConfigFile> configFile) {
    this(maxRequests, configFile, false, refusal -> {});
  }

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public WebServerOptions {
    if (maxRequests < 1) {
      throw new IllegalArgumentException(
          "the limit of requests must be at least 1, not " + maxRequests);
    }
  }
}
