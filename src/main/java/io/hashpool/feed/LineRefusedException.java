package io.hashpool.feed;

import io.hashpool.stats.FeedError;

/** A line of the feed was not taken. The message names the field and what is wrong with it. */
public final class LineRefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MAX_MESSAGE = 300;

  private final FeedError reason;

  LineRefusedException(FeedError reason, String message) {
    // No stack trace: a peer can cause any number of these.
    super(printable(message), null, false, false);
    this.reason = reason;
  }

  /** Why, for {@code feed_errors_total}. */
  public FeedError reason() {
    return reason;
  }

  private static String printable(String message) {
    String cut = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
