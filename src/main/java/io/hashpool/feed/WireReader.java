package io.hashpool.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hashpool.ingest.Plausible;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.FeedError;
import java.io.IOException;
import java.math.BigInteger;
import java.util.function.Consumer;

/**
 * Typed reads from a line's JSON, strict about type and range. A refusal names the field with its
 * place, as in {@code downstream_proxies[3].id}. For one thread.
 */
final class WireReader {
  private static final int UNSIGNED_64_BITS = 64;

  private final JsonParser parser;
  private final Consumer<String> badRows;
  private String array = "";
  private int index;

  /**
   * A reader of what this parser reads.
   *
   * @param badRows told of each row that is left out, with the field and the reason
   */
  WireReader(JsonParser parser, Consumer<String> badRows) {
    this.parser = parser;
    this.badRows = badRows;
  }

  /** A row is left out, and counted. */
  void leaveOut(LineRefusedException why) {
    badRows.accept(why.getMessage());
  }

  JsonParser parser() {
    return parser;
  }

  /** What follows is of this element of this array, until {@link #leaveArray}. */
  void enterElement(String ofArray, int atIndex) {
    array = ofArray;
    index = atIndex;
  }

  void leaveArray() {
    array = "";
  }

  void expectArray(String field) throws IOException, LineRefusedException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrongType(field, "an array");
    }
  }

  void expectObject() throws IOException, LineRefusedException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw wrongType("", "an object");
    }
  }

  String string(String field) throws IOException, LineRefusedException {
    expectString(field);
    return checkedText(field, parser.getText());
  }

  void expectString(String field) throws IOException, LineRefusedException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrongType(field, "a string");
    }
  }

  /** A text that can be written as UTF-8 again. */
  String checkedText(String field, String text) throws LineRefusedException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw invalid(field, "holds half a surrogate pair, which is no character");
        }
        i++;
      }
    }
    return text;
  }

  boolean bool(String field) throws IOException, LineRefusedException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw wrongType(field, "true or false");
    };
  }

  /** An unsigned 64-bit number in the bits of a long. */
  long unsigned64(String field) throws IOException, LineRefusedException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw wrongType(field, "an unsigned 64-bit integer");
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      BigInteger value = parser.getBigIntegerValue();
      if (value.signum() >= 0 && value.bitLength() <= UNSIGNED_64_BITS) {
        return value.longValue();
      }
    } else {
      long value = parser.getLongValue();
      if (value >= 0) {
        return value;
      }
    }
    throw outOfRange(field, "0 to 18446744073709551615");
  }

  long unsigned32(String field) throws IOException, LineRefusedException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw wrongType(field, "an unsigned 32-bit integer");
    }
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= 0 && value <= DownstreamId.MAX_VALUE) {
        return value;
      }
    }
    throw outOfRange(field, "0 to 4294967295");
  }

  /** A difficulty, or a sum of them, that can be true. */
  double amount(String field) throws IOException, LineRefusedException {
    if (!parser.currentToken().isNumeric()) {
      throw wrongType(field, "a number");
    }
    double value = parser.getDoubleValue();
    if (!Plausible.isAmount(value)) {
      throw outOfRange(field, "0 to " + Plausible.MAX);
    }
    return value;
  }

  LineRefusedException wrongType(String field, String wanted) throws IOException {
    return invalid(field, "is " + kindOf(parser.currentToken()) + ", not " + wanted);
  }

  LineRefusedException outOfRange(String field, String range) throws IOException {
    String text = parser.getText();
    String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
    return invalid(field, "is " + shown + ", out of the range " + range);
  }

  LineRefusedException invalid(String field, String what) {
    return new LineRefusedException(FeedError.INVALID_FIELD, place(field) + " " + what);
  }

  LineRefusedException missing(String field) {
    return new LineRefusedException(FeedError.MISSING_FIELD, place(field) + " is missing");
  }

  String place(String field) {
    if (array.isEmpty()) {
      return field.isEmpty() ? "line" : field;
    }
    String element = array + "[" + index + "]";
    return field.isEmpty() ? element : element + "." + field;
  }

  private static String kindOf(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "an integer";
      case VALUE_NUMBER_FLOAT -> "a fraction";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> "no value";
    };
  }
}
