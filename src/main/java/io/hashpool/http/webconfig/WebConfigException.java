package io.hashpool.http.webconfig;

import java.io.IOException;

/**
 * A web configuration that can't be used. The message is one line: the file, what is wrong, what
 * would be right. It never holds a key or a hash.
 */
public final class WebConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  WebConfigException(String message) {
    super(message);
  }

  WebConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
