package io.hashpool.pool;

import java.nio.ByteBuffer;

/**
 * A coinbase transaction with a gap for the extranonce, serialized without witness data, as in SV2.
 * Immutable.
 */
public final class Coinbase {
  private final byte[] prefix;
  private final byte[] suffix;

  /** A coinbase from its bytes before and after the extranonce; both arrays are copied. */
  public Coinbase(byte[] prefix, byte[] suffix) {
    this.prefix = prefix.clone();
    this.suffix = suffix.clone();
  }

  /** The transaction's id with the gap filled. */
  public Hash256 transactionId(Extranonce whole) {
    ByteBuffer transaction =
        ByteBuffer.allocate(prefix.length + whole.size() + suffix.length).put(prefix);
    whole.putInto(transaction);
    return Hash256.doubleSha256(transaction.put(suffix).array());
  }
}
