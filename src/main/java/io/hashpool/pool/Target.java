package io.hashpool.pool;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * The largest hash that a share or block may have, a 256-bit number. A smaller target means a
 * greater difficulty.
 *
 * <p>Difficulty 1 is the target of compact form {@code 1d00ffff}, the genesis block's, which takes
 * 2<sup>32</sup> hashes on average (0.002 % more, to be exact). Immutable.
 */
public final class Target implements Comparable<Target> {
  /** The hashes that pools count for a share of difficulty 1. */
  public static final double HASHES_PER_DIFFICULTY = 0x1p32;

  private static final BigInteger LARGEST = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
  private static final BigInteger DIFFICULTY_1 = BigInteger.valueOf(0xffff).shiftLeft(208);

  private final BigInteger value;
  private final byte[] bigEndian;
  private final double difficulty;

  private Target(BigInteger value) {
    this.value = value;
    this.bigEndian = bigEndian(value);
    this.difficulty = difficultyOf(value);
  }

  /**
   * A target from its value.
   *
   * @throws IllegalArgumentException if it is not between 1 and 2<sup>256</sup> - 1
   */
  public static Target of(BigInteger value) {
    if (value.signum() <= 0 || value.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException("a target is from 1 to 2^256 - 1, not " + value);
    }
    return new Target(value);
  }

  /**
   * The target of this difficulty, to the precision of a double; if that is out of range, the
   * nearest valid target.
   *
   * @throws IllegalArgumentException if the difficulty is not a positive finite number
   */
  public static Target ofDifficulty(double difficulty) {
    if (!(difficulty > 0) || difficulty == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "a difficulty is a positive finite number, not " + difficulty);
    }
    BigInteger value =
        new BigDecimal(DIFFICULTY_1)
            .divide(new BigDecimal(difficulty), MathContext.DECIMAL128)
            .toBigInteger();
    return new Target(value.min(LARGEST).max(BigInteger.ONE));
  }

  /** The target that takes this many hashes on average. */
  public static Target ofExpectedHashes(double hashes) {
    return ofDifficulty(hashes / HASHES_PER_DIFFICULTY);
  }

  /**
   * The target of a header's {@code nBits}: a byte of exponent, then 24 bits of mantissa of which
   * the first bit is a sign.
   *
   * @throws IllegalArgumentException if it is zero, negative or above 256 bits, as in consensus
   *     rules
   */
  public static Target ofCompact(int nBits) {
    int exponent = nBits >>> 24;
    int mantissa = nBits & 0x7fffff;
    BigInteger value = BigInteger.valueOf(mantissa).shiftLeft(8 * (exponent - 3));
    boolean negative = mantissa != 0 && (nBits & 0x800000) != 0;
    if (negative || value.signum() == 0 || value.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException(
          "nBits "
              + String.format("%08x", nBits)
              + " is no target: it must be positive and below 2^256");
    }
    return new Target(value);
  }

  /** The compact form. Bits that do not fit are cut off, as nodes do. */
  public int toCompact() {
    int size = (value.bitLength() + 7) / 8;
    int mantissa = value.shiftRight(8 * (size - 3)).intValueExact();
    if ((mantissa & 0x800000) != 0) {
      // The highest bit is the sign.
      mantissa >>= 8;
      size++;
    }
    return size << 24 | mantissa;
  }

  /** The difficulty: how much harder it is than difficulty 1; below 1 for easier targets. */
  public double difficulty() {
    return difficulty;
  }

  /** The difficulty of the hardest target that this hash meets. */
  public static double difficultyOf(Hash256 hash) {
    return difficultyOf(new BigInteger(1, hash.toDisplayBytes()).max(BigInteger.ONE));
  }

  /** Whether a hash is no larger than this target. */
  public boolean isMetBy(Hash256 hash) {
    return isMetByInternal(hash.toInternalBytes());
  }

  /** {@link #isMetBy} for the 32 bytes of a hash in internal order, for a miner's loop. */
  public boolean isMetByInternal(byte[] hash) {
    for (int i = 0; i < Hash256.BYTES; i++) {
      int order = Byte.compareUnsigned(hash[Hash256.BYTES - 1 - i], bigEndian[i]);
      if (order != 0) {
        return order < 0;
      }
    }
    return true;
  }

  /** The easier of two targets. */
  public Target easier(Target other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The harder of two targets. */
  public Target harder(Target other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** The value. */
  public BigInteger toBigInteger() {
    return value;
  }

  /** By value: harder targets come first. */
  @Override
  public int compareTo(Target other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Target that && that.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** 64 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format("%064x", value);
  }

  private static double difficultyOf(BigInteger value) {
    return new BigDecimal(DIFFICULTY_1)
        .divide(new BigDecimal(value), MathContext.DECIMAL64)
        .doubleValue();
  }

  private static byte[] bigEndian(BigInteger value) {
    byte[] signed = value.toByteArray();
    byte[] bytes = new byte[Hash256.BYTES];
    int length = Math.min(signed.length, bytes.length);
    System.arraycopy(signed, signed.length - length, bytes, bytes.length - length, length);
    return bytes;
  }
}
