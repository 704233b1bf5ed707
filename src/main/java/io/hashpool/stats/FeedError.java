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
