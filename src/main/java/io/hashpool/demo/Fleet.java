package io.hashpool.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The demo's miners: one of each behaviour, then ordinary ones with different hashrates. If
 * together they would exceed the budget, all are slowed down by the same factor.
 *
 * @param members the miners
 */
record Fleet(List<Member> members) {
  private static final List<Behaviour> ORDINARY =
      List.of(Behaviour.STANDARD, Behaviour.EXTENDED, Behaviour.PROXY);

  /**
   * One miner.
   *
   * @param behaviour how it behaves
   * @param hashrate in hashes per second
   */
  record Member(Behaviour behaviour, double hashrate) {}

  Fleet {
    members = List.copyOf(members);
  }

  static Fleet of(int miners, double hashBudget, SplittableRandom random) {
    List<Member> members = new ArrayList<>();
    for (Behaviour behaviour : Behaviour.values()) {
      members.add(new Member(behaviour, behaviour.hashrate()));
    }
    while (members.size() < miners) {
      Behaviour behaviour = ORDINARY.get(members.size() % ORDINARY.size());
      double variation = Math.pow(2, random.nextDouble(-1, 1));
      members.add(new Member(behaviour, behaviour.hashrate() * variation));
    }
    double scale = Math.min(1, hashBudget / new Fleet(members).hashrate());
    return new Fleet(
        members.stream().map(m -> new Member(m.behaviour(), m.hashrate() * scale)).toList());
  }

  /** Hashes per second of all miners together. */
  double hashrate() {
    return members.stream().mapToDouble(Member::hashrate).sum();
  }

  /** Hashes per second of the slow miner. */
  double slowHashrate() {
    return members.stream()
        .filter(member -> member.behaviour() == Behaviour.SLOW)
        .mapToDouble(Member::hashrate)
        .findFirst()
        .orElseThrow();
  }
}
