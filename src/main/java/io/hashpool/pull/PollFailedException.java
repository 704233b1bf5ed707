package io.hashpool.pull;

import io.hashpool.stats.FeedError;

/** A poll that brought no report. */
final class PollFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FeedError reason;

  private final String detail;

  PollFailedException(FeedError reason, String detail) {
    super(detail);
    this.reason = reason;
    this.detail = detail;
  }

  PollFailedException(FeedError reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
    this.detail = detail;
  }

  FeedError reason() {
    return reason;
  }

  /** What was asked, and what came instead. */
  String detail() {
    return detail;
  }
}
