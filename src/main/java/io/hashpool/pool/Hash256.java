package io.hashpool.pool;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A double SHA-256 hash: of a block header, a transaction or a merkle node.
 *
 * <p>Bitcoin has two orders for its 32 bytes. <em>Internal</em> is the output of SHA-256 and the
 * order in headers. <em>Display</em> is the reverse, one big-endian number, in which work shows as
 * leading zeros. Immutable.
 */
public final class Hash256 {
  /** Bytes of a hash. */
  public static final int BYTES = 32;

  /** All zeros: the hash before the genesis block. */
  public static final Hash256 ZERO = new Hash256(new byte[BYTES]);

  private final byte[] internal;

  private Hash256(byte[] internal) {
    this.internal = internal;
  }

  /**
   * A hash from its bytes in internal order, which are copied.
   *
   * @throws IllegalArgumentException if there are not 32 bytes
   */
  public static Hash256 ofInternal(byte[] bytes) {
    return new Hash256(checkLength(bytes).clone());
  }

  /**
   * A hash from hexadecimal in display order, as block explorers show it.
   *
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits
   */
  public static Hash256 ofDisplay(String hex) {
    return new Hash256(reversed(checkLength(HexFormat.of().parseHex(hex))));
  }

  /** The double SHA-256 of these bytes. */
  public static Hash256 doubleSha256(byte[] bytes) {
    return new DoubleSha256().hash(bytes);
  }

  /** A copy in internal order. */
  public byte[] toInternalBytes() {
    return internal.clone();
  }

  /** A copy in display (big-endian) order. */
  public byte[] toDisplayBytes() {
    return reversed(internal);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash256 that && Arrays.equals(that.internal, internal);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(internal);
  }

  /** Hexadecimal in display order. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(reversed(internal));
  }

  private static byte[] checkLength(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hash has " + BYTES + " bytes, not " + bytes.length);
    }
    return bytes;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[bytes.length - 1 - i];
    }
    return turned;
  }
}
