package io.hashpool.pool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block header. The integers are unsigned 32-bit, as in SV2 messages.
 *
 * @param version with the rolled bits of BIP 320, if any
 * @param previousHash the block it builds on
 * @param merkleRoot of its transactions
 * @param time unix seconds
 * @param nBits the network's target in compact form
 * @param nonce the number that the miner searched
 */
public record BlockHeader(
    int version, Hash256 previousHash, Hash256 merkleRoot, int time, int nBits, int nonce) {
  /** Bytes of a header. */
  public static final int BYTES = 80;

  /** Where the nonce starts among them; its four bytes are little-endian. */
  public static final int NONCE_OFFSET = BYTES - Integer.BYTES;

  /** The 80 bytes that are hashed. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(version)
        .put(previousHash.toInternalBytes())
        .put(merkleRoot.toInternalBytes())
        .putInt(time)
        .putInt(nBits)
        .putInt(nonce)
        .array();
  }

  /** Its double SHA-256. */
  public Hash256 hash() {
    return Hash256.doubleSha256(toBytes());
  }
}
