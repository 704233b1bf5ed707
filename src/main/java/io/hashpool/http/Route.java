package io.hashpool.http;

import com.sun.net.httpserver.HttpHandler;
import java.util.Optional;

/**
 * One path of the web server.
 *
 * @param path the exact path, with its leading slash
 * @param description one line for the landing page
 * @param handler answers GET and HEAD
 * @param withoutPassword answers who gave no valid password, where one is required; empty if nobody
 *     else may ask
 */
public record Route(
    String path, String description, HttpHandler handler, Optional<HttpHandler> withoutPassword) {
  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException if it does not start with a slash, or is the landing page's
   */
  public Route {
    if (!path.startsWith("/") || path.equals("/")) {
      throw new IllegalArgumentException(
          "a path must start with / and have more after it, not \"" + path + "\"");
    }
  }

  /** A path that requires the password, if there is one. */
  public Route(String path, String description, HttpHandler handler) {
    this(path, description, handler, Optional.empty());
  }
}
