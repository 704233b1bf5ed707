package io.hashpool.quote;

import java.util.Objects;

/**
 * What one share is worth in ehash: zero, or a power of two up to 2<sup>63</sup>, as an unsigned
 * 64-bit number.
 *
 * <p>There are only 65 amounts. All exist in advance, so {@link #of} allocates nothing. Immutable
 * and thread-safe.
 */
public final class EhashAmount {
  /** Bytes of a block-header hash. */
  public static final int HASH_BYTES = 32;

  /** Nothing: the hash has fewer leading zero bits than the minimum. */
  public static final EhashAmount ZERO = new EhashAmount(0);

  private static final int LARGEST_EXPONENT = 63;
  private static final EhashAmount[] POWERS_OF_TWO = powersOfTwo();

  private final long units;

  private EhashAmount(long units) {
    this.units = units;
  }

  /**
   * The worth of a share: {@code 2^min(lz - minimumDifficulty, 63)}, where {@code lz} is the number
   * of leading zero bits of its hash, or zero if {@code lz < minimumDifficulty}. The formula is
   * hashpool's.
   *
   * @param hash the 32 bytes of the block-header hash in display (big-endian) order; not modified
   * @param minimumDifficulty leading zero bits that earn one unit, 0 to 256
   * @throws IllegalArgumentException if the hash is not 32 bytes long, or the minimum is out of
   *     range
   */
  public static EhashAmount of(byte[] hash, int minimumDifficulty) {
    checkMinimumDifficulty(minimumDifficulty);
    int surplus = leadingZeroBits(hash) - minimumDifficulty;
    return surplus < 0 ? ZERO : POWERS_OF_TWO[Math.min(surplus, LARGEST_EXPONENT)];
  }

  /**
   * The number of leading zero bits of a hash in display order; 256 if all bits are zero.
   *
   * @throws IllegalArgumentException if the hash is not 32 bytes long
   */
  public static int leadingZeroBits(byte[] hash) {
    Objects.requireNonNull(hash, "hash");
    if (hash.length != HASH_BYTES) {
      throw new IllegalArgumentException(
          "a block-header hash has " + HASH_BYTES + " bytes, not " + hash.length);
    }
    for (int i = 0; i < HASH_BYTES; i++) {
      int octet = hash[i] & 0xff;
      if (octet != 0) {
        return i * Byte.SIZE + Integer.numberOfLeadingZeros(octet) - (Integer.SIZE - Byte.SIZE);
      }
    }
    return HASH_BYTES * Byte.SIZE;
  }

  static int checkMinimumDifficulty(int leadingZeroBits) {
    if (leadingZeroBits < 0 || leadingZeroBits > HASH_BYTES * Byte.SIZE) {
      throw new IllegalArgumentException(
          "minimum difficulty is a number of leading zero bits from 0 to 256, not "
              + leadingZeroBits);
    }
    return leadingZeroBits;
  }

  /** The amount in ehash units, to be read as unsigned. */
  public long units() {
    return units;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EhashAmount that && that.units == units;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(units);
  }

  /** The units as an unsigned decimal number. */
  @Override
  public String toString() {
    return Long.toUnsignedString(units);
  }

  private static EhashAmount[] powersOfTwo() {
    EhashAmount[] amounts = new EhashAmount[LARGEST_EXPONENT + 1];
    for (int exponent = 0; exponent <= LARGEST_EXPONENT; exponent++) {
      amounts[exponent] = new EhashAmount(1L << exponent);
    }
    return amounts;
  }
}
