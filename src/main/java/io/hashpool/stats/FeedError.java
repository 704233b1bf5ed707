package io.hashpool.stats;

/** Why something that a peer of the snapshot feed did was not taken; a fixed set. */
public enum FeedError {
  /** A line that is not one JSON object in UTF-8. */
  NOT_JSON("not-json"),
  /** A line without a field that its type requires. */
  MISSING_FIELD("missing-field"),
  /** A field of the wrong type, out of range, or given twice. */
  INVALID_FIELD("invalid-field"),
  /** One row of a list that could not be read; the rest of the report was taken. */
  BAD_ROW("bad-row"),
  /** A total that fell, though the source did not restart; what was counted stands. */
  CORRECTED("corrected"),
  /** A snapshot that names one downstream twice. */
  DUPLICATE_ID("duplicate-id"),
  /** A line longer than the limit; skipped up to its newline. */
  LINE_TOO_LONG("line-too-long"),
  /** A connection that ended in the middle of a line. */
  CUT_LINE("cut-line"),
  /** A snapshot older than the last one taken. */
  OUT_OF_ORDER("out-of-order"),
  /** A snapshot of another pool than the one that the feed is of. */
  SECOND_POOL("second-pool"),
  /** A connection past the limit. */
  TOO_MANY_CONNECTIONS("too-many-connections"),
  /** A connection from an address that is not allowed. */
  NOT_ALLOWED("not-allowed"),
  /** A connection without a whole line for too long. */
  IDLE("idle"),
  /** A connection whose unfinished line held memory that another line needed. */
  BUFFERS_FULL("buffers-full"),
  /** A poll that reached no server, or whose connection broke. */
  UNREACHABLE("unreachable"),
  /** A poll that was not answered in time. */
  TIMED_OUT("timeout"),
  /** A poll that was answered with a status other than 200. */
  HTTP_STATUS("http-status"),
  /** A poll that was redirected to another server, or too often. */
  REDIRECT("redirect"),
  /** A poll whose answer was longer than the limit. */
  BODY_TOO_LONG("body-too-long"),
  /** A poll whose credentials or certificates could not be read. */
  HTTP_CONFIG("http-config"),
  /** A poll whose answer is not of the kind of source that the flag names. */
  WRONG_SOURCE("wrong-source"),
  /** A poll whose numbers do not agree with the flag that says which are the accepted shares. */
  WRONG_ACCEPTED("wrong-accepted"),
  /** A fault of the exporter's own while it handled a line. */
  INTERNAL("internal");

  private final String code;

  FeedError(String code) {
    this.code = code;
  }

  /** The name in the {@code reason} label. */
  public String code() {
    return code;
  }
}
