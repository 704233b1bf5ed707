package io.hashpool.pull;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Typed reads from one object of a JSON answer. What is missing or null is empty; what is of the
 * wrong type or impossible makes the row bad.
 */
record JsonRow(JsonNode node) {
  private static final int UNSIGNED_64_BITS = 64;

  /** This row can't be used. */
  static final class BadRowException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRowException(String message) {
      super(message);
    }
  }

  /** An unsigned number of up to 64 bits. */
  OptionalLong unsigned(String field) throws BadRowException {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalLong.empty();
    }
    BigInteger number =
        value.isIntegralNumber() ? value.bigIntegerValue() : BigInteger.ONE.negate();
    if (number.signum() < 0 || number.bitLength() > UNSIGNED_64_BITS) {
      throw wrong(field, value, "an unsigned 64-bit integer");
    }
    return OptionalLong.of(number.longValue());
  }

  /** An unsigned number of up to 32 bits. */
  OptionalLong unsigned32(String field) throws BadRowException {
    OptionalLong number = unsigned(field);
    if (number.isPresent() && number.getAsLong() >>> Integer.SIZE != 0) {
      throw wrong(field, node.path(field), "an unsigned 32-bit integer");
    }
    return number;
  }

  /** An unsigned number of up to 32 bits that must be there. */
  long requiredUnsigned32(String field) throws BadRowException {
    return required(field, unsigned32(field));
  }

  /** An unsigned number that must be there. */
  long requiredUnsigned(String field) throws BadRowException {
    return required(field, unsigned(field));
  }

  /** A finite number that is not below zero; a sender that has an infinite one writes null. */
  OptionalDouble amount(String field) throws BadRowException {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
      throw wrong(field, value, "a number of zero or more");
    }
    return OptionalDouble.of(number);
  }

  /** A finite number of either sign; empty for anything else. */
  OptionalDouble finite(String field) {
    JsonNode value = node.path(field);
    return value.isNumber() && Double.isFinite(value.doubleValue())
        ? OptionalDouble.of(value.doubleValue())
        : OptionalDouble.empty();
  }

  /** A text; empty for anything else. */
  String text(String field) {
    return node.path(field).asText("");
  }

  /** The object in this field; one without fields for anything else. */
  JsonRow object(String field) {
    return new JsonRow(node.path(field));
  }

  private static long required(String field, OptionalLong value) throws BadRowException {
    if (value.isEmpty()) {
      throw new BadRowException(field + " is missing");
    }
    return value.getAsLong();
  }

  private static BadRowException wrong(String field, JsonNode value, String wanted) {
    String shown = value.toString();
    return new BadRowException(
        "%s is %s, not %s"
            .formatted(field, shown.length() > 40 ? shown.substring(0, 40) : shown, wanted));
  }
}
