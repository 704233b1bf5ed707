package io.hashpool.quote;

import java.util.HexFormat;

/**
 * A request to a mint: ehash for one share, locked to the miner's key.
 *
 * @param headerHash the share's block-header hash in hexadecimal, display order
 * @param lockingKey the key that the quote is locked to
 * @param amount the worth of the share
 * @param channelId the SV2 channel of the share, an unsigned 32-bit number
 * @param sequenceNumber the share's number in that channel, an unsigned 32-bit number
 */
public record QuoteRequest(
    String headerHash,
    LockingKey lockingKey,
    EhashAmount amount,
    long channelId,
    long sequenceNumber) {
  static QuoteRequest of(
      byte[] headerHash,
      LockingKey lockingKey,
      EhashAmount amount,
      long channelId,
      long sequenceNumber) {
    return new QuoteRequest(
        HexFormat.of().formatHex(headerHash), lockingKey, amount, channelId, sequenceNumber);
  }
}
