package io.hashpool.demo;

import io.hashpool.quote.Mint;
import io.hashpool.quote.QuoteRequest;

/**
 * A mint that takes quotes and forgets them, and is away for a few of them now and then. Used by
 * the sink's thread alone.
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

  /** Part of the show: without a stack trace, which would alarm whoever reads the log. */
  static final class MintAway extends Exception {
    private static final long serialVersionUID = 1L;

    MintAway() {
      super("the demo's mint is away for a moment, on purpose", null, false, false);
    }
  }
}
