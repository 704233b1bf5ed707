package io.hashpool.quote;

/** No quote could be made for a share. The share itself stands: record it all the same. */
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
