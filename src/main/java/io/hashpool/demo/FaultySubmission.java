package io.hashpool.demo;

import io.hashpool.pool.ExtendedShare;
import io.hashpool.pool.Hash256;
import java.util.EnumSet;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the faulty miner submits shares. It holds back the first share on each tip until the tip has
 * moved, so that it arrives stale. Each other fault follows a good share once soon after the start,
 * and again from time to time. Not thread-safe.
 */
final class FaultySubmission {
  /** A spoiled share follows this part of the good ones. */
  private static final double FAULT_RATIO = 0.15;

  private final Consumer<ExtendedShare> wire;
  private final SplittableRandom random;
  private final EnumSet<Fault> notYetShown = EnumSet.allOf(Fault.class);
  private @Nullable Hash256 tip;
  private @Nullable ExtendedShare stuck;

  FaultySubmission(Consumer<ExtendedShare> wire, SplittableRandom random) {
    this.wire = wire;
    this.random = random;
  }

  /** Tells the tip that the miner works on. Call it often. */
  void onTip(Hash256 current) {
    if (Objects.equals(current, tip)) {
      return;
    }
    tip = current;
    ExtendedShare late = stuck;
    if (late != null) {
      stuck = null;
      wire.accept(late);
    }
  }

  /** A share was found. */
  void onShare(ExtendedShare share) {
    if (stuck == null) {
      stuck = share;
      return;
    }
    wire.accept(share);
    if (!notYetShown.isEmpty()) {
      Fault next = notYetShown.iterator().next();
      notYetShown.remove(next);
      wire.accept(next.spoil(share));
    } else if (random.nextDouble() < FAULT_RATIO) {
      Fault[] all = Fault.values();
      wire.accept(all[random.nextInt(all.length)].spoil(share));
    }
  }
}
