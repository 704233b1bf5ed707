package io.hashpool.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @Test
  void compactFormReadsAsNodesReadIt() {
    assertThat(Target.ofCompact(0x1d00ffff)).hasToString("00000000ffff" + "0".repeat(52));
    assertThat(Target.ofCompact(0x01120000).toBigInteger()).isEqualTo(0x12);
    assertThat(Target.ofCompact(0x02008000).toBigInteger()).isEqualTo(0x80);
    assertThat(Target.ofCompact(0x05009234).toBigInteger()).isEqualTo(0x92340000L);
    assertThat(Target.of(BigInteger.valueOf(0x80)).toCompact()).isEqualTo(0x02008000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x01003456, 0x04923456, 0x1d800001, 0x22000100 + 0x0100_0000, 0xff123456})
  void compactFormOfZeroNegativeOrTooLargeIsRefused(int nBits) {
    assertThatThrownBy(() -> Target.ofCompact(nBits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.format("%08x", nBits));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void difficultyMustBePositiveAndFinite(double difficulty) {
    assertThatThrownBy(() -> Target.ofDifficulty(difficulty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(difficulty));
  }

  @Test
  void difficultyBeyondTheRangeGivesTheNearestTarget() {
    assertThat(Target.ofDifficulty(Double.MAX_VALUE).toBigInteger()).isEqualTo(BigInteger.ONE);
    assertThat(Target.ofDifficulty(Double.MIN_VALUE).toBigInteger().bitLength()).isEqualTo(256);
  }

  @Property
  void compactFormRoundTrips(@ForAll("compact") int nBits) {
    assertThat(Target.ofCompact(nBits).toCompact()).isEqualTo(nBits);
  }

  @Property
  void compactFormLosesLessThanAPartIn32768(@ForAll("targets") Target target) {
    Target rounded = Target.ofCompact(target.toCompact());
    assertThat(rounded).isLessThanOrEqualTo(target);
    BigInteger lost = target.toBigInteger().subtract(rounded.toBigInteger());
    assertThat(lost.shiftLeft(15)).isLessThan(target.toBigInteger());
  }

  @Property
  void harderTargetHasGreaterDifficulty(
      @ForAll("targets") Target one, @ForAll("targets") Target other) {
    Assume.that(one.compareTo(other) < 0);
    assertThat(one.difficulty()).isGreaterThanOrEqualTo(other.difficulty());
    assertThat(one.harder(other)).isSameAs(one);
    assertThat(one.easier(other)).isSameAs(other);
  }

  @Property
  void difficultyRoundTrips(@ForAll @DoubleRange(min = -9, max = 15) double exponent) {
    double difficulty = Math.pow(10, exponent);
    assertThat(Target.ofDifficulty(difficulty).difficulty())
        .isCloseTo(difficulty, within(difficulty * 1e-14));
  }

  @Property
  void hashMeetsATargetIffItsNumberIsNoLarger(
      @ForAll @Size(32) byte[] internal, @ForAll("targets") Target target) {
    Hash256 hash = Hash256.ofInternal(internal);
    BigInteger number = new BigInteger(1, hash.toDisplayBytes());
    assertThat(target.isMetBy(hash)).isEqualTo(number.compareTo(target.toBigInteger()) <= 0);
  }

  @Property
  void hashMeetsExactlyItself(@ForAll @Size(32) byte[] internal) {
    Hash256 hash = Hash256.ofInternal(internal);
    BigInteger number = new BigInteger(1, hash.toDisplayBytes());
    Assume.that(number.compareTo(BigInteger.ONE) > 0);
    assertThat(Target.of(number).isMetBy(hash)).isTrue();
    assertThat(Target.of(number.subtract(BigInteger.ONE)).isMetBy(hash)).isFalse();
    assertThat(Target.difficultyOf(hash)).isEqualTo(Target.of(number).difficulty());
  }

  /** Normal forms: the mantissa's top byte is not zero, unless the next would read as a sign. */
  @Provide
  Arbitrary<Integer> compact() {
    return Combinators.combine(
            Arbitraries.integers().between(3, 31), Arbitraries.integers().between(0x8000, 0x7fffff))
        .as((exponent, mantissa) -> exponent << 24 | mantissa);
  }

  @Provide
  Arbitrary<Target> targets() {
    return Arbitraries.bigIntegers()
        .between(BigInteger.ONE, BigInteger.TWO.pow(256).subtract(BigInteger.ONE))
        .flatMap(
            value ->
                Arbitraries.integers()
                    .between(0, value.bitLength() - 1)
                    .map(shift -> Target.of(value.shiftRight(shift))));
  }
}
