package io.hashpool.quote;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes the quote for each accepted extended share of one downstream: works out its worth, tells
 * the callback, and hands it over to the mint. Modelled on hashpool's dispatcher of the same name,
 * which knows nothing of statistics; they attach by the callback.
 *
 * <p>Thread-safe, without locks; allocates nothing where there is no sink.
 */
public final class QuoteDispatcher {
  private static final Logger LOG = System.getLogger(QuoteDispatcher.class.getName());

  private final int minimumDifficulty;
  private final @Nullable QuoteEventCallback callback;
  private final @Nullable QuoteSink sink;
  private final AtomicBoolean callbackFailureLogged = new AtomicBoolean();

  private QuoteDispatcher(
      int minimumDifficulty, @Nullable QuoteEventCallback callback, @Nullable QuoteSink sink) {
    this.minimumDifficulty = minimumDifficulty;
    this.callback = callback;
    this.sink = sink;
  }

  /**
   * A dispatcher with no callback and with messaging disabled: its quotes go nowhere.
   *
   * @param minimumDifficulty leading zero bits that earn one unit of ehash, 0 to 256
   * @throws IllegalArgumentException if the minimum is out of range
   */
  public static QuoteDispatcher withMinimumDifficulty(int minimumDifficulty) {
    return new QuoteDispatcher(EhashAmount.checkMinimumDifficulty(minimumDifficulty), null, null);
  }

  /** This dispatcher with a callback that hears of each quote, with messaging disabled as well. */
  public QuoteDispatcher withCallback(QuoteEventCallback newCallback) {
    return new QuoteDispatcher(
        minimumDifficulty, Objects.requireNonNull(newCallback, "callback"), sink);
  }

  /** This dispatcher with a sink that takes each quote to the mint. */
  public QuoteDispatcher withSink(QuoteSink newSink) {
    return new QuoteDispatcher(
        minimumDifficulty, callback, Objects.requireNonNull(newSink, "sink"));
  }

  /**
   * Makes and dispatches the quote for one accepted share. The callback hears of it first; what
   * becomes of the hand-over is reported by the sink.
   *
   * @param headerHash the share's block-header hash, 32 bytes in display (big-endian) order
   * @param lockingKey the miner's compressed public key, 33 bytes
   * @param channelId the SV2 channel of the share, an unsigned 32-bit number
   * @param sequenceNumber the share's number in that channel, an unsigned 32-bit number
   * @return what the share is worth
   * @throws DispatchException if the hash or the key is malformed; the callback was not called, and
   *     the caller records the share itself
   */
  public EhashAmount submitQuote(
      byte[] headerHash, byte[] lockingKey, long channelId, long sequenceNumber)
      throws DispatchException {
    if (headerHash.length != EhashAmount.HASH_BYTES) {
      throw new DispatchException(
          QuoteFailure.INVALID_HEADER_HASH,
          "a header hash has " + EhashAmount.HASH_BYTES + " bytes, not " + headerHash.length);
    }
    LockingKey.check(lockingKey);
    EhashAmount amount = EhashAmount.of(headerHash, minimumDifficulty);
    tellCallback(channelId, amount);
    if (sink != null) {
      sink.offer(
          QuoteRequest.of(
              headerHash, LockingKey.of(lockingKey), amount, channelId, sequenceNumber));
    }
    return amount;
  }

  private void tellCallback(long channelId, EhashAmount amount) {
    if (callback == null) {
      return;
    }
    try {
      callback.onQuoteCreated(channelId, amount);
    } catch (RuntimeException e) {
      // Bookkeeping must not cost the miner his quote. Once: a peer decides how often this happens.
      if (callbackFailureLogged.compareAndSet(false, true)) {
        LOG.log(Level.ERROR, "the quote callback failed; further failures are not logged", e);
      }
    }
  }
}
