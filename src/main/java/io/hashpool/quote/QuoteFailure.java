package io.hashpool.quote;

/** Why a share got no quote, or a quote did not reach the mint. A closed set, used as a label. */
public enum QuoteFailure {
  /** The header hash was not 32 bytes long. */
  INVALID_HEADER_HASH("invalid-header-hash"),
  /** The locking key was not a compressed public key. */
  INVALID_LOCKING_KEY("invalid-locking-key"),
  /** The hand-over queue was full because the mint is slower than the shares. */
  SINK_FULL("sink-full"),
  /** The hand-over was closed while this quote waited or arrived. */
  SINK_CLOSED("sink-closed"),
  /** The mint refused the quote or could not be reached. */
  MINT_ERROR("mint-error");

  private final String code;

  QuoteFailure(String code) {
    this.code = code;
  }

  /** Whether no quote was made at all: whoever asked for it counts the share. */
  public boolean isWithoutQuote() {
    return this == INVALID_HEADER_HASH || this == INVALID_LOCKING_KEY;
  }

  /** The value of the {@code reason} label. */
  public String code() {
    return code;
  }
}
