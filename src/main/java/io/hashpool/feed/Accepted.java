package io.hashpool.feed;

/** Which of a sender's numbers are the accepted shares. */
public enum Accepted {
  /** {@code shares_submitted}, as it should be. */
  SHARES,
  /**
   * {@code quotes_created}: hashpool's tag v0.1.1 counts rejected shares too in the other, and each
   * quote once more.
   */
  QUOTES;

  long of(long shares, long quotes) {
    return this == SHARES ? shares : quotes;
  }
}
