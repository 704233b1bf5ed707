package io.hashpool.pull;

/** Which of hashpool's own numbers are its accepted shares. */
public enum AcceptedBy {
  /**
   * {@code shares_total} less {@code quotes_total}: hashpool counts an accepted share once, and
   * once more when it makes its quote.
   */
  DIFFERENCE,
  /** {@code shares_total}, of a hashpool that counts each share once. */
  SHARES
}
