package io.hashpool.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EhashAmountTest {
  private static final String GENESIS =
      "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

  @Test
  void genesisBlockHasFortyThreeLeadingZeroBits() {
    assertThat(EhashAmount.leadingZeroBits(hex(GENESIS))).isEqualTo(43);
  }

  @ParameterizedTest
  @CsvSource({
    GENESIS + ", 32, 2048",
    "000000000f, 32, 16",
    "000000000080, 32, 256",
    "000000000080, 35, 32",
    "000000000080, 45, 0",
    "'', 32, 9223372036854775808",
    "'', 256, 1",
    "80, 0, 1",
    "80, 1, 0",
  })
  void worthIsTwoToTheSurplusOfZeroBits(String hash, int minimum, String units) {
    assertThat(EhashAmount.of(hex(hash), minimum)).hasToString(units);
  }

  @Property
  void agreesWithTheFormulaInBigNumbers(
      @ForAll @Size(32) byte[] hash, @ForAll @IntRange(max = 256) int minimum) {
    int zeros = 256 - new BigInteger(1, hash).bitLength();
    BigInteger expected =
        zeros < minimum ? BigInteger.ZERO : BigInteger.TWO.pow(Math.min(zeros - minimum, 63));
    assertThat(EhashAmount.of(hash, minimum)).hasToString(expected.toString());
  }

  @Test
  void allocatesNoAmountTwice() {
    assertThat(EhashAmount.of(hex(GENESIS), 32)).isSameAs(EhashAmount.of(hex(GENESIS), 32));
  }

  @Test
  void refusesWhatIsNoHashAndNoMinimum() {
    assertThatThrownBy(() -> EhashAmount.of(new byte[31], 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes, not 31");
    assertThatThrownBy(() -> EhashAmount.of(new byte[32], 257))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 256, not 257");
  }

  /** Display order, filled up with zero bytes on the right. */
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits + "00".repeat(32 - digits.length() / 2));
  }
}
