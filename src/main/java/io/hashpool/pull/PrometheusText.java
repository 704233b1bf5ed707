package io.hashpool.pull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Walks over the samples of some names in a body of Prometheus's text format. Other names are
 * passed over unread, and so are comments. A line that is malformed is one that is not {@linkplain
 * #isGood good}; it spoils no other. For one thread.
 */
final class PrometheusText {
  private static final int MAX_LABELS = 16;
  private static final int UNSIGNED_DIGITS = 20;

  private final byte[] text;
  private final byte[][] names;
  private int next;

  private int lineStart;
  private int lineEnd;
  private int name;
  private boolean good;
  private int labels;
  private final int[] labelStart = new int[MAX_LABELS];
  private final int[] labelEnd = new int[MAX_LABELS];
  private final int[] quoteStart = new int[MAX_LABELS];
  private final int[] quoteEnd = new int[MAX_LABELS];
  private int valueStart;
  private int valueEnd;
  private double value;

  /**
   * The samples of these names.
   *
   * @param text the body
   * @param names the names to stop at, each a whole one
   */
  PrometheusText(byte[] text, List<String> names) {
    this.text = text;
    this.names =
        names.stream().map(n -> n.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);
  }

  /** Whether the body ends in the middle of a line. */
  boolean isCut() {
    return text.length > 0 && text[text.length - 1] != '\n';
  }

  /** Moves to the next sample of one of the names; false at the end. */
  boolean next() {
    while (next < text.length) {
      lineStart = next;
      lineEnd = next;
      while (lineEnd < text.length && text[lineEnd] != '\n') {
        lineEnd++;
      }
      next = lineEnd + 1;
      int nameEnd = lineStart;
      while (nameEnd < lineEnd && isNameByte(text[nameEnd])) {
        nameEnd++;
      }
      name = indexOfName(lineStart, nameEnd);
      if (name >= 0) {
        labels = 0;
        good = readLabels(nameEnd) && readValue();
        return true;
      }
    }
    return false;
  }

  /** Which of the names the sample has, by its place in the list. */
  int name() {
    return name;
  }

  /** Whether the line is well-formed. Of one that is not, the labels before the fault are read. */
  boolean isGood() {
    return good;
  }

  /** The value; may be infinite or not a number. */
  double value() {
    return value;
  }

  /** The value as an unsigned 64-bit number, to the unit; empty if it is none. */
  OptionalLong unsigned() {
    return good ? unsigned(valueStart, valueEnd, value) : OptionalLong.empty();
  }

  /** The value, if it is finite and not below zero. */
  OptionalDouble amount() {
    return good && value >= 0 && value < Double.POSITIVE_INFINITY
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  /** A label's text; empty where there is no such label, as Prometheus has it. */
  String label(byte[] label) {
    int i = indexOfLabel(label);
    return i < 0 ? "" : unescaped(quoteStart[i], quoteEnd[i]);
  }

  /** A label that is an unsigned 32-bit number; empty if it is none. */
  OptionalLong unsigned32Label(byte[] label) {
    int i = indexOfLabel(label);
    if (i < 0 || !isDigits(quoteStart[i], quoteEnd[i]) || quoteEnd[i] - quoteStart[i] > 10) {
      return OptionalLong.empty();
    }
    long number = digits(quoteStart[i], quoteEnd[i]);
    return number > 0xffff_ffffL ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** The line, for a message. */
  String line() {
    return new String(text, lineStart, Math.min(lineEnd - lineStart, 200), StandardCharsets.UTF_8);
  }

  private int indexOfName(int start, int end) {
    for (int i = 0; i < names.length; i++) {
      byte[] candidate = names[i];
      if (candidate.length == end - start
          && Arrays.equals(candidate, 0, candidate.length, text, start, end)) {
        return i;
      }
    }
    return -1;
  }

  private int indexOfLabel(byte[] label) {
    for (int i = 0; i < labels; i++) {
      if (label.length == labelEnd[i] - labelStart[i]
          && Arrays.equals(label, 0, label.length, text, labelStart[i], labelEnd[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Leaves {@link #valueStart} behind the labels. */
  private boolean readLabels(int from) {
    int at = from;
    if (at < lineEnd && text[at] == '{') {
      at = skipBlanks(at + 1);
      while (at < lineEnd && text[at] != '}') {
        at = readLabel(at);
        if (at < 0) {
          return false;
        }
      }
      at++;
    }
    valueStart = skipBlanks(at);
    return valueStart < lineEnd && at <= lineEnd;
  }

  /** Where the next label begins, or -1 if this one is malformed. */
  private int readLabel(int from) {
    int at = from;
    while (at < lineEnd && isNameByte(text[at])) {
      at++;
    }
    int end = at;
    at = skipBlanks(at);
    if (end == from || labels == MAX_LABELS || at >= lineEnd || text[at] != '=') {
      return -1;
    }
    at = skipBlanks(at + 1);
    if (at >= lineEnd || text[at] != '"') {
      return -1;
    }
    int quoted = ++at;
    while (at < lineEnd && text[at] != '"') {
      at += text[at] == '\\' ? 2 : 1;
    }
    if (at >= lineEnd) {
      return -1;
    }
    labelStart[labels] = from;
    labelEnd[labels] = end;
    quoteStart[labels] = quoted;
    quoteEnd[labels] = at;
    labels++;
    at = skipBlanks(at + 1);
    if (at < lineEnd && text[at] == ',') {
      return skipBlanks(at + 1);
    }
    return at < lineEnd && text[at] == '}' ? at : -1;
  }

  private boolean readValue() {
    valueEnd = valueStart;
    while (valueEnd < lineEnd && !isBlank(text[valueEnd])) {
      valueEnd++;
    }
    // A timestamp may follow, and an exemplar; neither says anything here.
    if (isDigits(valueStart, valueEnd) && valueEnd - valueStart < UNSIGNED_DIGITS - 1) {
      value = digits(valueStart, valueEnd);
      return true;
    }
    String number =
        new String(text, valueStart, valueEnd - valueStart, StandardCharsets.ISO_8859_1);
    switch (number) {
      case "inf", "+inf", "Inf", "+Inf" -> value = Double.POSITIVE_INFINITY;
      case "-inf", "-Inf" -> value = Double.NEGATIVE_INFINITY;
      case "NaN", "nan" -> value = Double.NaN;
      default -> {
        // Java's own parser takes more than the format has, such as 1d.
        if (!number.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0)) {
          return false;
        }
        try {
          value = Double.parseDouble(number);
        } catch (NumberFormatException e) {
          return false;
        }
      }
    }
    return true;
  }

  private OptionalLong unsigned(int start, int end, double read) {
    if (isDigits(start, end) && end - start <= UNSIGNED_DIGITS) {
      if (end - start < UNSIGNED_DIGITS - 1) {
        return OptionalLong.of(digits(start, end));
      }
      try {
        return OptionalLong.of(
            Long.parseUnsignedLong(
                new String(text, start, end - start, StandardCharsets.US_ASCII)));
      } catch (NumberFormatException e) {
        return OptionalLong.empty();
      }
    }
    boolean whole = read >= 0 && read < 0x1p63 && read == Math.rint(read);
    return whole ? OptionalLong.of((long) read) : OptionalLong.empty();
  }

  private String unescaped(int start, int end) {
    String raw = new String(text, start, end - start, StandardCharsets.UTF_8);
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder plain = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length()) {
        char escaped = raw.charAt(++i);
        plain.append(escaped == 'n' ? '\n' : escaped);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private boolean isDigits(int start, int end) {
    for (int i = start; i < end; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return false;
      }
    }
    return end > start;
  }

  private long digits(int start, int end) {
    long number = 0;
    for (int i = start; i < end; i++) {
      number = 10 * number + text[i] - '0';
    }
    return number;
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < lineEnd && isBlank(text[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private static boolean isNameByte(byte b) {
    return b >= 'a' && b <= 'z'
        || b == '_'
        || b >= '0' && b <= '9'
        || b >= 'A' && b <= 'Z'
        || b == ':';
  }
}
