package io.hashpool.http;

import com.sun.net.httpserver.HttpHandler;

/**
 * One path of the web server.
 *
 * @param path the exact path, with its leading slash
 * @param description one line for the landing page
 * @param handler what answers GET and HEAD there
 */
public record Route(String path, String description, HttpHandler handler) {
  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException if it does not start with a slash, or is the landing page's
   */
  public Route {
    if (!path.startsWith("/") || path.equals("/")) {
      throw new IllegalArgumentException(
          "a path starts with / and has more after it, not \"" + path + "\"");
    }
  }
}
