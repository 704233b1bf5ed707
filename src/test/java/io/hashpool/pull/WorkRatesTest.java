package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.ChannelReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkRatesTest {
  private static final double HASHES = 0x1p32;

  private Instant now = Instant.EPOCH;
  private final WorkRates rates = new WorkRates(Asking.TIMES, Clocks.simulated(() -> now));

  @Test
  void steadyWorkBehindACacheHasASteadyRate() {
    double work = 1000;
    poll(work);
    for (int second = 5; second <= 300; second += 5) {
      // 10 a second, shown every 15 s.
      work = 1000 + 10 * (second - second % 15);
      OptionalDouble rate = pollAt(second, work);
      if (second >= 15) {
        assertThat(rate.orElseThrow())
            .as("at " + second)
            .isCloseTo(10 * HASHES, within(3.5 * HASHES));
      }
      if (second >= 60 && second % 15 == 0) {
        assertThat(rate.orElseThrow()).as("at " + second).isEqualTo(10 * HASHES);
      }
    }
  }

  @Test
  void minerThatStopsGoesToZero() {
    poll(0);
    pollAt(15, 150);
    assertThat(pollAt(30, 300).orElseThrow()).isEqualTo(10 * HASHES);
    double last = 10 * HASHES;
    for (int second = 60; second <= 3000; second += 60) {
      double rate = pollAt(second, 300).orElseThrow();
      assertThat(rate).isLessThanOrEqualTo(last);
      last = rate;
    }
    assertThat(last).isZero();
  }

  @Test
  void workFromBeforeAndOfNewChannelsIsNoRate() {
    assertThat(poll(1e9)).isEmpty();
    now = now.plusSeconds(15);
    OptionalDouble rate =
        rates.update(
            7,
            List.of(channel(1, OptionalDouble.of(1e9 + 15)), channel(2, OptionalDouble.of(1e12))));
    assertThat(rate.orElseThrow()).isEqualTo(HASHES);
  }

  @Test
  void unknownWorkHasNoRateAndAForgottenDownstreamBeginsAnew() {
    assertThat(rates.update(7, List.of(channel(1, OptionalDouble.empty())))).isEmpty();
    poll(1);
    pollAt(15, 16);
    rates.forgetAllBut(Set.of());
    assertThat(pollAt(30, 31)).isEmpty();
  }

  @Test
  void sumThatFallsIsNoWork() {
    poll(100);
    pollAt(15, 250);
    assertThat(pollAt(30, 50).orElseThrow()).isBetween(0.0, 10 * HASHES);
  }

  private OptionalDouble poll(double work) {
    return rates.update(7, List.of(channel(1, OptionalDouble.of(work))));
  }

  private OptionalDouble pollAt(int second, double work) {
    now = Instant.ofEpochSecond(second);
    return poll(work);
  }

  private static ChannelReport channel(long id, OptionalDouble work) {
    return new ChannelReport(
        id,
        0,
        Map.of(),
        OptionalLong.empty(),
        0,
        work.isPresent()
            ? Optional.of(new ChannelReport.Work(work.getAsDouble(), 0))
            : Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }
}
