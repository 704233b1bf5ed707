package io.hashpool.quote;

/**
 * Called for each quote that did not reach the mint, possibly on another thread than the share's.
 * Implementations must be thread-safe and must not throw.
 */
@FunctionalInterface
public interface QuoteFailureListener {
  /** One quote was lost for this reason. Its share still counts. */
  void onQuoteFailed(QuoteFailure reason);
}
