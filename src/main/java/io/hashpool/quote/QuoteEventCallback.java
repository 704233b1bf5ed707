package io.hashpool.quote;

/**
 * Called for each quote when it is created, on the pool's share-handling thread.
 *
 * <p>Implementations must be thread-safe and quick, and must not throw. The {@link QuoteDispatcher}
 * catches what they throw.
 */
@FunctionalInterface
public interface QuoteEventCallback {
  /**
   * A quote was created for an accepted share, and will be handed over to the mint next.
   *
   * @param channelId the SV2 channel of the share, an unsigned 32-bit number
   * @param amount what the share is worth; zero if it is below the minimum difficulty
   */
  void onQuoteCreated(long channelId, EhashAmount amount);
}
