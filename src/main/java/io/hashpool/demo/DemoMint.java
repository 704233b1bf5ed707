package io.hashpool.demo;

import io.hashpool.quote.Mint;
import io.hashpool.quote.QuoteRequest;

/**
 * A mint that accepts quotes and forgets them. From time to time it fails a few. Used by the sink's
 * thread only.
 */
final class DemoMint implements Mint {
  private static final int FIRST_OUTAGE = 5;
  private static final int QUOTES_BETWEEN_OUTAGES = 500;
  private static final int QUOTES_PER_OUTAGE = 3;

  private int requests;

  @Override
  public void requestQuote(QuoteRequest request) throws MintAway {
    int sinceOutage = (requests++ - FIRST_OUTAGE) % QUOTES_BETWEEN_OUTAGES;
    if (sinceOutage >= 0 && sinceOutage < QUOTES_PER_OUTAGE) {
      throw new MintAway();
    }
  }

  /** Part of the demo. Without a stack trace, which would alarm a reader of the log. */
  static final class MintAway extends Exception {
    private static final long serialVersionUID = 1L;

    MintAway() {
      super("the demo's mint fails a few quotes on purpose", null, false, false);
    }
  }
}
