package io.hashpool.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who mines: one miner of each behaviour, then ordinary ones of varied hashrate, all slowed down
 * alike where together they would hash more than the budget.
 *
 * @param members the miners
 */
record Fleet(List<Member> members) {
  private static final List<Behaviour> ORDINARY =
      List.of(Behaviour.STANDARD, Behaviour.EXTENDED, Behaviour.PROXY);

  /**
   * One miner.
   *
   * @param behaviour its habits
   * @param hashrate in hashes a second
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

  /** Hashes a second of all together. */
  double hashrate() {
    return members.stream().mapToDouble(Member::hashrate).sum();
  }

  /** Hashes a second of the slow one. */
  double slowHashrate() {
    return members.stream()
        .filter(member -> member.behaviour() == Behaviour.SLOW)
        .mapToDouble(Member::hashrate)
        .findFirst()
        .orElseThrow();
  }
}
