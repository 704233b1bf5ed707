package io.hashpool.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes of an exposition on their way out. Grows as needed. For one thread. */
final class ScrapeBuffer {
  /** Of a chunk of usual text. */
  static final int CAPACITY = 1 << 17;

  /** Longer than any number: {@code -1.7976931348623157E308}. */
  private static final int LONGEST_NUMBER = 32;

  private static final int LONGEST_VARINT = 10;

  /** Up to here every whole number is a double, and has its exact digits in a double's text. */
  private static final double EXACT_WHOLE = 1L << 53;

  /** Below, a number of thousandths has at most fifteen digits. */
  private static final double EXACT_THOUSANDTHS = 1e12;

  /** From here on {@link Double#toString(double)} writes an exponent. */
  private static final long WITH_EXPONENT = 10_000_000;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] digits = new byte[LONGEST_NUMBER];
  private final StringBuilder decimal = new StringBuilder(LONGEST_NUMBER);
  private byte[] bytes = new byte[CAPACITY];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  /** Its bytes, up to its size, until something is put into it. */
  byte[] array() {
    return bytes;
  }

  void put(byte[] text) {
    put(text, text.length);
  }

  /** The first bytes of an array. */
  void put(byte[] text, int length) {
    put(text, 0, length);
  }

  void put(byte[] text, int from, int length) {
    ensureRoom(length);
    System.arraycopy(text, from, bytes, size, length);
    size += length;
  }

  /** The low eight bits of a character. */
  void put(char ascii) {
    ensureRoom(1);
    bytes[size++] = (byte) ascii;
  }

  /** A value as the library writes it: {@link Double#toString(double)}, but +Inf and -Inf. */
  void put(double value) {
    ensureRoom(LONGEST_NUMBER);
    double magnitude = Math.abs(value);
    long whole = (long) magnitude;
    if (whole == magnitude && magnitude < EXACT_WHOLE) {
      putWhole(whole, Double.doubleToRawLongBits(value) < 0);
    } else if (Double.isInfinite(value)) {
      putAscii(value > 0 ? "+Inf" : "-Inf");
    } else if (value >= WITH_EXPONENT && value < EXACT_THOUSANDTHS && isThousandths(value)) {
      putScientific(toDigits(Math.round(value * 1e3)), 3);
    } else {
      putDecimal(value);
    }
  }

  /** A number as protobuf writes it: seven bits a byte, the lowest first. */
  void putVarint(long number) {
    ensureRoom(LONGEST_VARINT);
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** How many bytes {@link #putVarint} adds. */
  static int varintSize(long number) {
    // Bits in steps of seven, and one byte for 0.
    return (Long.SIZE - Long.numberOfLeadingZeros(number | 1) + 6) / 7;
  }

  /** Eight bytes, the lowest first. */
  void putFixed64(long bits) {
    ensureRoom(Long.BYTES);
    LONGS.set(bytes, size, bits);
    size += Long.BYTES;
  }

  private void ensureRoom(int length) {
    if (length > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
  }

  private void putWhole(long whole, boolean negative) {
    if (negative) {
      bytes[size++] = '-';
    }
    int first = toDigits(whole);
    if (whole < WITH_EXPONENT) {
      putDigits(first, LONGEST_NUMBER);
      bytes[size++] = '.';
      bytes[size++] = '0';
    } else {
      putScientific(first, 0);
    }
  }

  /**
   * Whether it is a number of thousandths, as times in unix seconds are. Fifteen digits tell
   * doubles apart, so that these are the shortest text of it.
   */
  private static boolean isThousandths(double value) {
    return Math.round(value * 1e3) / 1e3 == value;
  }

  /** Leaves the digits at the end of the array, and says where they begin. */
  private int toDigits(long whole) {
    int first = LONGEST_NUMBER;
    long rest = whole;
    do {
      long tenth = rest / 10;
      digits[--first] = (byte) ('0' + (rest - 10 * tenth));
      rest = tenth;
    } while (rest != 0);
    return first;
  }

  private void putScientific(int first, int decimals) {
    int last = LONGEST_NUMBER;
    while (last > first + 2 && digits[last - 1] == '0') {
      last--;
    }
    bytes[size++] = digits[first];
    bytes[size++] = '.';
    putDigits(first + 1, last);
    bytes[size++] = 'E';
    int exponent = LONGEST_NUMBER - first - 1 - decimals;
    if (exponent >= 10) {
      bytes[size++] = '1';
    }
    bytes[size++] = (byte) ('0' + exponent % 10);
  }

  private void putDigits(int from, int to) {
    System.arraycopy(digits, from, bytes, size, to - from);
    size += to - from;
  }

  /** {@link Double#toString(double)} by way of a builder: no garbage, but for that of JDK 21. */
  private void putDecimal(double value) {
    decimal.setLength(0);
    decimal.append(value);
    for (int i = 0; i < decimal.length(); i++) {
      bytes[size++] = (byte) decimal.charAt(i);
    }
  }

  private void putAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }
}
