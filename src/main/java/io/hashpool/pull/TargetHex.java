package io.hashpool.pull;

import io.hashpool.ingest.Plausible;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** The difficulty of a target that is written as 64 hexadecimal digits, the highest first. */
final class TargetHex {
  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{64}");

  /** Difficulty 1, by Bitcoin's convention. */
  private static final BigDecimal DIFFICULTY_1 =
      new BigDecimal(BigInteger.valueOf(0xffff).shiftLeft(208));

  private TargetHex() {}

  /** Empty where it is no target. */
  static OptionalDouble difficulty(String hex) {
    if (!FORM.matcher(hex).matches()) {
      return OptionalDouble.empty();
    }
    BigInteger target = new BigInteger(hex, 16);
    if (target.signum() == 0) {
      return OptionalDouble.empty();
    }
    double difficulty =
        DIFFICULTY_1.divide(new BigDecimal(target), MathContext.DECIMAL64).doubleValue();
    return Plausible.isAmount(difficulty) ? OptionalDouble.of(difficulty) : OptionalDouble.empty();
  }
}
