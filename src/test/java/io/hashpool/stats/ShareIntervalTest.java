package io.hashpool.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShareIntervalTest {
  private final ShareInterval interval = new ShareInterval(ShareInterval.MEMORY);

  @Test
  void isUnknownBeforeTheFirstGap() {
    assertThat(interval.seconds()).isNaN();
    assertThat(interval.record(1, 4)).as("first").isTrue();
    assertThat(interval.record(1, 4)).as("first").isFalse();
  }

  @Property
  void isThePlainMeanOfTheFirstGaps(
      @ForAll @Size(min = 1, max = ShareInterval.MEMORY)
          List<@DoubleRange(min = 0, max = 1e6) Double> gaps) {
    ShareInterval fresh = new ShareInterval(ShareInterval.MEMORY);
    gaps.forEach(gap -> fresh.record(1, gap));
    double mean = gaps.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    assertThat(fresh.seconds()).isCloseTo(mean, within(1e-6 + mean * 1e-9));
  }

  @Test
  void followsAMinerWhoseRateChanged() {
    for (int i = 0; i < 1000; i++) {
      interval.record(1, 1);
    }
    for (int i = 0; i < 5 * ShareInterval.MEMORY; i++) {
      interval.record(1, 10);
    }
    assertThat(interval.seconds()).isCloseTo(10, within(0.1));
  }

  @Test
  void sharesReportedTogetherWeighAsMany() {
    interval.record(1, 10);
    interval.record(9, 900);
    assertThat(interval.seconds()).isCloseTo((10 + 900) / 10.0, within(1e-9));
    interval.record(1_000_000, 3_000_000);
    assertThat(interval.seconds()).isCloseTo(3, within(1e-9));
  }

  @Test
  void aClockThatStepsBackMakesNoNegativeGap() {
    interval.record(1, -3600);
    assertThat(interval.seconds()).isZero();
  }
}
