package io.hashpool.pool;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes in the coinbase that tell one miner's search from another's. The pool gives each channel a
 * prefix of its own; the miner of an extended channel appends what it rolls. Immutable.
 */
public final class Extranonce {
  /** Most bytes that SV2 allows for the whole of it. */
  public static final int MAX_BYTES = 32;

  private final byte[] bytes;

  private Extranonce(byte[] bytes) {
    this.bytes = bytes;
  }

  /** An extranonce of these bytes, which are copied. */
  public static Extranonce of(byte[] bytes) {
    return new Extranonce(bytes.clone());
  }

  /** This one with another behind it. */
  public Extranonce append(Extranonce rest) {
    byte[] whole = Arrays.copyOf(bytes, size() + rest.size());
    System.arraycopy(rest.bytes, 0, whole, size(), rest.size());
    return new Extranonce(whole);
  }

  /** This one, filled up with zeros behind. */
  public Extranonce padTo(int size) {
    return new Extranonce(Arrays.copyOf(bytes, size));
  }

  /** How many bytes it has. */
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
