package io.hashpool.quote;

/** The far side of a {@link QuoteSink}: whatever carries quote requests to a mint. */
@FunctionalInterface
public interface Mint {
  /**
   * Asks the mint for one quote; may block. Called on the sink's own thread, one request at a time.
   *
   * @throws Exception if the mint refused or could not be reached; the sink counts the failure and
   *     does not retry
   * @throws InterruptedException if the sink is being closed
   */
  void requestQuote(QuoteRequest request) throws Exception;
}
