package io.hashpool.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeBufferTest {
  @Property(tries = 20_000)
  void writesAnyBitsAsTheLibraryDoes(@ForAll long bits) throws IOException {
    double value = Double.longBitsToDouble(bits);
    assertThat(written(value)).isEqualTo(library(value));
  }

  @Property(tries = 20_000)
  void writesAnyWholeNumberAsTheLibraryDoes(
      @ForAll @LongRange(min = -(1L << 54), max = 1L << 54) long whole) throws IOException {
    assertThat(written(whole)).isEqualTo(library(whole));
  }

  @Property(tries = 5000)
  void writesRoundNumbersAsTheLibraryDoes(
      @ForAll @LongRange(min = -999, max = 999) long digits,
      @ForAll @LongRange(min = 0, max = 18) long zeros)
      throws IOException {
    double value = digits * Math.pow(10, zeros);
    assertThat(written(value)).isEqualTo(library(value));
  }

  @Property(tries = 20_000)
  void writesAnyTimeAsTheLibraryDoes(
      @ForAll @LongRange(min = 0, max = 2_000_000_000_000_000L) long millis) throws IOException {
    assertThat(written(millis / 1e3)).isEqualTo(library(millis / 1e3));
  }

  @Property(tries = 20_000)
  void writesTheTimesOfOurDaysAsTheLibraryDoes(
      @ForAll @LongRange(min = 1_600_000_000_000L, max = 2_600_000_000_000L) long millis)
      throws IOException {
    assertThat(written(millis / 1e3)).isEqualTo(library(millis / 1e3));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.0,
        -0.0,
        9_999_999,
        10_000_000,
        10_000_001,
        9_999_999.999,
        10_000_000.001,
        999_999_999_999.999,
        1e12 + 0.125,
        10_000_000.0005,
        9_007_199_254_740_991L,
        9_007_199_254_740_992L,
        9_007_199_254_740_994L,
        2e23,
        1e-3,
        9.999e-4,
        Double.NaN,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        -Double.MAX_VALUE
      })
  void writesTheEdgesAsTheLibraryDoes(double value) throws IOException {
    assertThat(written(value)).isEqualTo(library(value));
    assertThat(written(-value)).isEqualTo(library(-value));
  }

  @Test
  void growsToWhateverIsPut() throws IOException {
    ScrapeBuffer buffer = new ScrapeBuffer();
    StringBuilder expected = new StringBuilder();
    for (int length :
        new int[] {1, ScrapeBuffer.CAPACITY - 20, 7, 30, 3 * ScrapeBuffer.CAPACITY, 5}) {
      String text = "x".repeat(length - 1) + "y";
      buffer.put(text.getBytes(StandardCharsets.US_ASCII));
      buffer.put(-1.5);
      buffer.put('\n');
      expected.append(text).append("-1.5\n");
    }
    assertThat(content(buffer)).isEqualTo(expected.toString());
    buffer.clear();
    assertThat(content(buffer)).isEmpty();
  }

  @Property(tries = 5000)
  void aVarintHasTheSizeThatWasSaidAndGivesTheNumberBack(@ForAll long number) throws IOException {
    ScrapeBuffer buffer = new ScrapeBuffer();
    // As lengths are: mostly small.
    long wanted = number >>> (number & 63);
    buffer.putVarint(wanted);
    assertThat(buffer.size()).isEqualTo(ScrapeBuffer.varintSize(wanted));
    long read = 0;
    for (int i = buffer.size() - 1; i >= 0; i--) {
      read = read << 7 | buffer.array()[i] & 0x7F;
    }
    assertThat(read).isEqualTo(wanted);
  }

  private static String written(double value) throws IOException {
    ScrapeBuffer buffer = new ScrapeBuffer();
    buffer.put(value);
    return content(buffer);
  }

  private static String content(ScrapeBuffer buffer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    buffer.writeTo(out);
    return out.toString(StandardCharsets.US_ASCII);
  }

  private static String library(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }
}
