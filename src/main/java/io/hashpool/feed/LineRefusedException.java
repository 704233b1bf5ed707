package io.hashpool.feed;

import io.hashpool.base.PrintableText;
import io.hashpool.stats.FeedError;
import java.util.Objects;

/** A line of the feed was not taken. The message names the field and what is wrong with it. */
public final class LineRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FeedError reason;

  LineRefusedException(FeedError reason, String message) {
    // No stack trace: a peer can cause any number of these.
    super(PrintableText.forLog(message), null, false, false);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every refusal has a message");
  }

  /** Why, for {@code feed_errors_total}. */
  public FeedError reason() {
    return reason;
  }
}
