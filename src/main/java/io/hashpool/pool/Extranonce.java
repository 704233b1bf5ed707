package io.hashpool.pool;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes in the coinbase that make each miner's search different. The pool gives each channel its
 * own prefix; the miner of an extended channel appends the bytes that it rolls. Immutable.
 */
public final class Extranonce {
  /** The most bytes that SV2 allows for a whole extranonce. */
  public static final int MAX_BYTES = 32;

  private final byte[] bytes;

  private Extranonce(byte[] bytes) {
    this.bytes = bytes;
  }

  /** An extranonce from these bytes, which are copied. */
  public static Extranonce of(byte[] bytes) {
    return new Extranonce(bytes.clone());
  }

  /** This extranonce followed by another. */
  public Extranonce append(Extranonce rest) {
    byte[] whole = Arrays.copyOf(bytes, size() + rest.size());
    System.arraycopy(rest.bytes, 0, whole, size(), rest.size());
    return new Extranonce(whole);
  }

  /** This extranonce, padded with zeros at the end. */
  public Extranonce padTo(int size) {
    return new Extranonce(Arrays.copyOf(bytes, size));
  }

  /** The number of bytes. */
  public int size() {
    return bytes.length;
  }

  void putInto(ByteBuffer buffer) {
    buffer.put(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Extranonce that && Arrays.equals(that.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
