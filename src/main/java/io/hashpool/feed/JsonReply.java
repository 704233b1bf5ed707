package io.hashpool.feed;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer to an HTTP request, whose content type is {@code application/json}.
 *
 * @param status the HTTP status, 200 or 503
 * @param body the JSON
 */
public record JsonReply(int status, Body body) {
  static final int OK = 200;
  static final int SERVICE_UNAVAILABLE = 503;

  /** JSON in UTF-8 that is written in small pieces, so that nobody holds all of it. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes all of it. Does not close the stream.
     *
     * @throws IOException if the stream does
     */
    void writeTo(OutputStream out) throws IOException;
  }
}
