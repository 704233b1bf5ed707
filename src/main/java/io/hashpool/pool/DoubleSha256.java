package io.hashpool.pool;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 of SHA-256, bitcoin's hash of block headers, transactions and merkle nodes. Holds a
 * digest and is not thread-safe: use one for each thread.
 */
public final class DoubleSha256 {
  private final MessageDigest digest;

  /** A new hasher. */
  public DoubleSha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** The hash of these bytes. */
  public Hash256 hash(byte[] bytes) {
    byte[] out = new byte[Hash256.BYTES];
    hash(bytes, out);
    return Hash256.ofInternal(out);
  }

  /**
   * The hash of these bytes, in internal order, without allocation.
   *
   * @param out an array of 32 bytes that receives the hash
   */
  public void hash(byte[] bytes, byte[] out) {
    try {
      digest.update(bytes);
      digest.digest(out, 0, Hash256.BYTES);
      digest.update(out, 0, Hash256.BYTES);
      digest.digest(out, 0, Hash256.BYTES);
    } catch (DigestException e) {
      throw new IllegalArgumentException(
          "the array for a hash must have " + Hash256.BYTES + " bytes, not " + out.length, e);
    }
  }
}
