package io.hashpool.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final double BUDGET = 150_000;

  @Test
  void hasOneOfEachBehaviourAndThenOrdinaryOnes() {
    Fleet fleet = Fleet.of(40, BUDGET, new SplittableRandom(1));
    assertThat(fleet.members()).hasSize(40);
    assertThat(fleet.members().subList(0, Behaviour.values().length))
        .extracting(Fleet.Member::behaviour)
        .containsExactly(Behaviour.values());
    assertThat(fleet.members().subList(Behaviour.values().length, 40))
        .extracting(Fleet.Member::behaviour)
        .containsOnly(Behaviour.STANDARD, Behaviour.EXTENDED, Behaviour.PROXY);
  }

  @Test
  void staysWithinTheBudgetHoweverManyThereAre() {
    assertThat(Fleet.of(12, BUDGET, new SplittableRandom(1)).hashrate()).isLessThan(BUDGET);
    Fleet large = Fleet.of(2_000, BUDGET, new SplittableRandom(1));
    assertThat(large.hashrate()).isCloseTo(BUDGET, within(1.0));
    Set<Double> rates =
        large.members().stream().map(Fleet.Member::hashrate).collect(Collectors.toSet());
    assertThat(rates).as("all differ").hasSizeGreaterThan(1_900);
  }

  @Test
  void addressesOfManyConnectionsAreDistinct() {
    Addresses addresses = new Addresses();
    Set<String> seen = new HashSet<>();
    for (int connection = 0; connection < 5_000; connection++) {
      assertThat(seen.add(addresses.next(connection))).isTrue();
    }
  }
}
