package io.hashpool.quote;

/**
 * Hears of each quote as it is created, on the pool's share-handling thread.
 *
 * <p>Implementations must be thread-safe, quick, and must not throw; one that throws all the same
 * is contained by the {@link QuoteDispatcher}.
 */
@FunctionalInterface
public interface QuoteEventCallback {
  /**
   * A quote was created for an accepted share, and is about to be handed over to the mint.
   *
   * @param channelId the SV2 channel of the share, an unsigned 32-bit number
   * @param amount what the share is worth; zero where it is below the minimum difficulty
   */
  void onQuoteCreated(long channelId, EhashAmount amount);
}
