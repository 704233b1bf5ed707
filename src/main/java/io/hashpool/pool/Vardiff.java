package io.hashpool.pool;

import java.util.Optional;

/**
 * Steers one channel's target to a wanted rate of shares.
 *
 * <p>Shares come as a Poisson process, so a count of {@code n} where {@code m} were due says
 * something only once they differ by a few times the root of the larger. Until then it waits, so a
 * miner that is far off is corrected after some ten shares and one that is nearly right is left
 * alone.
 *
 * <p>Not thread-safe: its channel guards it.
 */
final class Vardiff {
  /** How many standard deviations off a count must be before the target moves. */
  private static final double CONFIDENCE = 3;

  /** The most a step multiplies or divides the difficulty by. */
  private static final double LARGEST_STEP = 4;

  /** After so many shares due, the past is let go, so that a change shows. */
  private static final double MEMORY = 240;

  private final double sharesPerMilli;
  private final Target easiest;
  private Target target;
  private long sinceMillis;
  private long shares;

  /**
   * Starts with the target that suits a hashrate.
   *
   * @param sharesPerMinute what to steer to
   * @param easiest the target not to go beyond
   * @param nominalHashrate in hashes a second, as the miner says; unknown unless positive
   */
  Vardiff(double sharesPerMinute, Target easiest, double nominalHashrate, long nowMillis) {
    this.sharesPerMilli = sharesPerMinute / 60_000;
    this.easiest = easiest;
    this.sinceMillis = nowMillis;
    double hashesPerShare = nominalHashrate / (sharesPerMinute / 60);
    boolean known = hashesPerShare > 0 && hashesPerShare < Double.POSITIVE_INFINITY;
    this.target = known ? Target.ofExpectedHashes(hashesPerShare).harder(easiest) : easiest;
  }

  /** The target for new jobs. */
  Target target() {
    return target;
  }

  /** A share was accepted. */
  void countShare() {
    shares++;
  }

  /** The new target, if it is time for one. */
  Optional<Target> step(long nowMillis) {
    double due = (nowMillis - sinceMillis) * sharesPerMilli;
    if (Math.abs(shares - due) <= CONFIDENCE * Math.sqrt(Math.max(shares, due))) {
      if (due > MEMORY) {
        restart(nowMillis);
      }
      return Optional.empty();
    }
    double ratio = due > 0 ? shares / due : LARGEST_STEP;
    double factor = Math.max(1 / LARGEST_STEP, Math.min(LARGEST_STEP, ratio));
    restart(nowMillis);
    Target next = Target.ofDifficulty(target.difficulty() * factor).harder(easiest);
    if (next.equals(target)) {
      return Optional.empty();
    }
    target = next;
    return Optional.of(next);
  }

  private void restart(long nowMillis) {
    sinceMillis = nowMillis;
    shares = 0;
  }
}
