package io.hashpool.exposition;

/**
 * Labels as the field {@code label} of a message {@code Metric}, made of their {@linkplain
 * LabelSet#text text}, so that they need not be kept in two forms.
 */
final class ProtobufLabels {
  private static final int METRIC_LABEL = 1 << 3 | 2;
  private static final int PAIR_NAME = 1 << 3 | 2;
  private static final int PAIR_VALUE = 2 << 3 | 2;

  private ProtobufLabels() {}

  /** How many bytes {@link #put} adds. */
  static int size(byte[] text) {
    int size = 0;
    int at = 0;
    while (isBeforeLabel(text, at)) {
      int equals = indexOf('=', text, at + 1);
      int quote = closingQuote(text, equals + 2);
      int pair =
          sizeWithLength(equals - at - 1)
              + sizeWithLength(quote - equals - 2 - escapes(text, equals + 2, quote));
      size += sizeWithLength(pair);
      at = quote + 1;
    }
    return size;
  }

  /** Writes one message {@code LabelPair} a label. */
  static void put(byte[] text, ScrapeBuffer buffer) {
    int at = 0;
    while (isBeforeLabel(text, at)) {
      int equals = indexOf('=', text, at + 1);
      int quote = closingQuote(text, equals + 2);
      int name = equals - at - 1;
      int escapes = escapes(text, equals + 2, quote);
      int value = quote - equals - 2 - escapes;
      buffer.putVarint(METRIC_LABEL);
      buffer.putVarint(sizeWithLength(name) + sizeWithLength(value));
      buffer.putVarint(PAIR_NAME);
      buffer.putVarint(name);
      buffer.put(text, at + 1, name);
      buffer.putVarint(PAIR_VALUE);
      buffer.putVarint(value);
      if (escapes == 0) {
        buffer.put(text, equals + 2, value);
      } else {
        putUnescaped(text, equals + 2, quote, buffer);
      }
      at = quote + 1;
    }
  }

  /** The text is <code>{name="value",name="value"} </code>, or a blank where there are none. */
  private static boolean isBeforeLabel(byte[] text, int at) {
    return text[at] == '{' || text[at] == ',';
  }

  private static int sizeWithLength(int size) {
    return 1 + ScrapeBuffer.varintSize(size) + size;
  }

  private static int indexOf(char wanted, byte[] text, int from) {
    int at = from;
    while (text[at] != wanted) {
      at++;
    }
    return at;
  }

  private static int closingQuote(byte[] text, int from) {
    int at = from;
    while (text[at] != '"') {
      at += text[at] == '\\' ? 2 : 1;
    }
    return at;
  }

  private static int escapes(byte[] text, int from, int to) {
    int escapes = 0;
    for (int at = from; at < to; at++) {
      if (text[at] == '\\') {
        escapes++;
        at++;
      }
    }
    return escapes;
  }

  private static void putUnescaped(byte[] text, int from, int to, ScrapeBuffer buffer) {
    for (int at = from; at < to; at++) {
      if (text[at] == '\\') {
        at++;
        buffer.put(text[at] == 'n' ? '\n' : (char) text[at]);
      } else {
        buffer.put((char) text[at]);
      }
    }
  }
}
