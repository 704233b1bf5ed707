package io.hashpool.feed;

/**
 * An answer to an HTTP request, whose content type is {@code application/json}.
 *
 * @param status the HTTP status, 200 or 503
 * @param body the JSON in UTF-8, not to be modified
 */
public record JsonReply(int status, byte[] body) {
  static final int OK = 200;
  static final int SERVICE_UNAVAILABLE = 503;
}
