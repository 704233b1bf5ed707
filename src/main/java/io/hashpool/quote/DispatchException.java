package io.hashpool.quote;

/** A share got no quote. The share itself is still accepted, so record it. */
public final class DispatchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final QuoteFailure reason;

  DispatchException(QuoteFailure reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why, for {@code quotes_failed_total}. */
  public QuoteFailure reason() {
    return reason;
  }
}
