package io.hashpool.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final double NEWCOMER = 1_800;

  @Property
  void theNextGapIsLongerThanTheLimitWithTheProbabilityAsked(
      @ForAll @IntRange(min = 16, max = 128) int gaps,
      @ForAll @DoubleRange(min = 0.01, max = 1e5) double mean,
      @ForAll @DoubleRange(min = 3, max = 40) double k) {
    double limit = new Pace(gaps, mean, Double.NaN, 1).limitSeconds(k, NEWCOMER);
    assertThat(-gaps * Math.log1p(limit / (gaps * mean))).isCloseTo(-k, within(1e-9 * k));
  }

  /** Drawn, not derived: the mean of some gaps, and whether the next one is over the limit. */
  @ParameterizedTest
  @ValueSource(ints = {16, 40, 128})
  void isWrongAsOftenAsAskedThoughTheMeanIsAnEstimate(int gaps) {
    SplittableRandom random = new SplittableRandom(gaps);
    int tries = 100_000;
    int wrong = 0;
    for (int i = 0; i < tries; i++) {
      double sum = 0;
      for (int gap = 0; gap < gaps; gap++) {
        sum += 60 * random.nextExponential();
      }
      double limit = new Pace(gaps, sum / gaps, Double.NaN, 1).limitSeconds(3, NEWCOMER);
      if (60 * random.nextExponential() > limit) {
        wrong++;
      }
    }
    double expected = tries * Math.exp(-3);
    assertThat((double) wrong).isCloseTo(expected, within(5 * Math.sqrt(expected)));
  }

  @Test
  void aMinerWithoutAMeanGetsTheNewcomersLimit() {
    assertThat(new Pace(0, Double.NaN, Double.NaN, 5).limitSeconds(10, NEWCOMER))
        .isEqualTo(NEWCOMER);
  }

  @Test
  void belowSixteenGapsTheLimitIsTheNewcomersOrThatOfAKnownMeanIfThePredictedIsLonger() {
    assertThat(new Pace(1, 10, Double.NaN, 1).limitSeconds(10, NEWCOMER)).isEqualTo(NEWCOMER);
    assertThat(new Pace(1, 1000, Double.NaN, 1).limitSeconds(10, NEWCOMER)).isEqualTo(10_000);
    assertThat(new Pace(10, 10, Double.NaN, 1).limitSeconds(10, NEWCOMER))
        .isCloseTo(100 * Math.expm1(1), within(1e-9));
  }

  @Test
  void whereDifficultyIsUnknownTheSlowerOfTheLatestGapsAndOfAllCounts() {
    double all = new Pace(128, 10, Double.NaN, 1).limitSeconds(10, NEWCOMER);
    assertThat(new Pace(128, 10, 1, 1).limitSeconds(10, NEWCOMER)).isEqualTo(all);
    assertThat(new Pace(128, 10, 40, 1).limitSeconds(10, NEWCOMER))
        .isCloseTo(16 * 40 * Math.expm1(10 / 16.0), within(1e-9));
  }

  @Test
  void theRateIsCorrectedForFewGaps() {
    assertThat(new Pace(0, Double.NaN, Double.NaN, 1).sharesPerSecond()).isZero();
    assertThat(new Pace(1, 10, Double.NaN, 1).sharesPerSecond()).isZero();
    assertThat(new Pace(4, 10, Double.NaN, 1).sharesPerSecond()).isEqualTo(0.075);
  }
}
