package io.hashpool.quote;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The public key that a quote is locked to: a compressed secp256k1 point, 33 bytes of which the
 * first is 2 or 3 (SEC 1, section 2.3.3). The mint checks whether the point is on the curve.
 * Immutable.
 */
public final class LockingKey {
  /** Bytes of a compressed public key. */
  public static final int BYTES = 33;

  private final byte[] compressed;

  private LockingKey(byte[] compressed) {
    this.compressed = compressed;
  }

  /**
   * Reads a compressed public key; the array is copied.
   *
   * @throws DispatchException with {@link QuoteFailure#INVALID_LOCKING_KEY} if the bytes are not a
   *     compressed public key
   */
  public static LockingKey of(byte[] compressed) throws DispatchException {
    check(compressed);
    return new LockingKey(compressed.clone());
  }

  static void check(byte[] compressed) throws DispatchException {
    if (compressed.length != BYTES) {
      throw new DispatchException(
          QuoteFailure.INVALID_LOCKING_KEY,
          "a locking key has " + BYTES + " bytes, not " + compressed.length);
    }
    if (compressed[0] != 2 && compressed[0] != 3) {
      throw new DispatchException(
          QuoteFailure.INVALID_LOCKING_KEY,
          "a compressed locking key starts with 02 or 03, not "
              + HexFormat.of().toHexDigits(compressed[0]));
    }
  }

  /** A copy of the 33 bytes. */
  public byte[] toByteArray() {
    return compressed.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LockingKey that && Arrays.equals(that.compressed, compressed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(compressed);
  }

  /** The key in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(compressed);
  }
}
