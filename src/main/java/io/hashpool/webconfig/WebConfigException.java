package io.hashpool.webconfig;

import io.hashpool.base.PrintableText;
import java.io.IOException;

/**
 * A web configuration that can't be used. The message is one line: the file, what is wrong, what
 * would be right. It never holds a key or a hash.
 */
public final class WebConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int MAX_CHARS = 1000;

  WebConfigException(String message) {
    super(oneLine(message));
  }

  WebConfigException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** A field's name in the file may hold anything. */
  private static String oneLine(String message) {
    StringBuilder line = new StringBuilder();
    message
        .codePoints()
        .limit(MAX_CHARS)
        .forEach(
            c -> {
              if (PrintableText.isVisible(c)) {
                line.appendCodePoint(c);
              } else {
                line.append("\\u%04x".formatted(c));
              }
            });
    return message.codePointCount(0, message.length()) > MAX_CHARS ? line + "..." : line.toString();
  }
}
