package io.hashpool.webconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hashpool.base.Clocks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRateTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Clocks clocks = new Clocks(InstantSource.system(), nanos::get);

  @Test
  void burstAndThenOneInEachInterval() {
    RequestRate rate = new RequestRate(Duration.ofSeconds(2), 3, clocks);
    assertThat(admittedOf(10, rate)).isEqualTo(3);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(admittedOf(10, rate)).isEqualTo(1);
    nanos.addAndGet(Duration.ofMillis(1999).toNanos());
    assertThat(admittedOf(10, rate)).isZero();
    nanos.addAndGet(Duration.ofDays(1).toNanos());
    assertThat(admittedOf(10, rate)).isEqualTo(3);
  }

  @Test
  void burstOfZeroAdmitsNothing() {
    RequestRate rate = new RequestRate(Duration.ofNanos(1), 0, clocks);
    nanos.addAndGet(Duration.ofDays(1).toNanos());
    assertThat(admittedOf(10, rate)).isZero();
  }

  private static long admittedOf(int requests, RequestRate rate) {
    return IntStream.range(0, requests).filter(request -> rate.tryAcquire()).count();
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "1s, PT1S",
    "1m30s, PT1M30S",
    "1.5h, PT1H30M",
    ".5s, PT0.5S",
    "2.s, PT2S",
    "100ms, PT0.1S",
    "7us, PT0.000007S",
    "7\u00b5s, PT0.000007S",
    "1h1h, PT2H",
    "3ns, PT0.000000003S",
  })
  void durationsAreThoseOfGo(String text, Duration duration) {
    assertThat(GoDuration.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "-1s", "s", "1d", "1s ", "1s1", ".s", "9999999999999h"})
  void allElseIsRefused(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
