package io.hashpool.quote;

import io.hashpool.base.FailureLog;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the quote for each accepted extended share of one downstream: computes its worth, calls the
 * callbacks and hands the quote over to the mint. Modelled on hashpool's dispatcher of the same
 * name, which knows nothing of statistics: they attach by a callback.
 *
 * <p>Thread-safe, without locks. Allocates nothing if there is no sink.
 */
public final class QuoteDispatcher {
  private static final QuoteEventCallback[] NONE = {};

  private final int minimumDifficulty;
  private final QuoteEventCallback[] callbacks; // never changed
  private final @Nullable QuoteSink sink;

  /** Shared by all dispatchers derived from one, since each connection has its own dispatcher. */
  private final FailureLog callbackFailures;

  private QuoteDispatcher(
      int minimumDifficulty,
      QuoteEventCallback[] callbacks,
      @Nullable QuoteSink sink,
      FailureLog callbackFailures) {
    this.minimumDifficulty = minimumDifficulty;
    this.callbacks = callbacks;
    this.sink = sink;
    this.callbackFailures = callbackFailures;
  }

  /**
   * A dispatcher with no callback and with messaging disabled: its quotes go nowhere.
   *
   * @param minimumDifficulty leading zero bits that earn one unit of ehash, 0 to 256
   * @throws IllegalArgumentException if the minimum is out of range
   */
  public static QuoteDispatcher withMinimumDifficulty(int minimumDifficulty) {
    return new QuoteDispatcher(
        EhashAmount.checkMinimumDifficulty(minimumDifficulty),
        NONE,
        null,
        new FailureLog(QuoteDispatcher.class, "a quote callback failed"));
  }

  /**
   * This dispatcher with one more callback, which is called for each quote, also when messaging is
   * disabled. Callbacks run in the order they were added. If one throws, the next ones still run
   * and the quote is still made.
   */
  public QuoteDispatcher withCallback(QuoteEventCallback newCallback) {
    QuoteEventCallback[] all = Arrays.copyOf(callbacks, callbacks.length + 1);
    all[callbacks.length] = Objects.requireNonNull(newCallback, "callback");
    return new QuoteDispatcher(minimumDifficulty, all, sink, callbackFailures);
  }

  /** This dispatcher with a sink that takes each quote to the mint. */
  public QuoteDispatcher withSink(QuoteSink newSink) {
    return new QuoteDispatcher(
        minimumDifficulty, callbacks, Objects.requireNonNull(newSink, "sink"), callbackFailures);
  }

  /**
   * Makes and dispatches the quote for one accepted share. The callbacks run first. The sink
   * reports a hand-over that fails.
   *
   * @param headerHash the share's block-header hash, 32 bytes in display (big-endian) order
   * @param lockingKey the miner's compressed public key, 33 bytes
   * @param channelId the SV2 channel of the share, an unsigned 32-bit number
   * @param sequenceNumber the share's number in that channel, an unsigned 32-bit number
   * @return what the share is worth
   * @throws DispatchException if the hash or the key is malformed; no callback was called, and the
   *     caller records the share itself
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
    tellCallbacks(channelId, amount);
    if (sink != null) {
      sink.offer(
          QuoteRequest.of(
              headerHash, LockingKey.of(lockingKey), amount, channelId, sequenceNumber));
    }
    return amount;
  }

  private void tellCallbacks(long channelId, EhashAmount amount) {
    for (QuoteEventCallback callback : callbacks) {
      try {
        callback.onQuoteCreated(channelId, amount);
      } catch (RuntimeException | Error e) {
        // A callback that throws must not cost the miner the quote.
        callbackFailures.failed(e);
      }
    }
  }
}
