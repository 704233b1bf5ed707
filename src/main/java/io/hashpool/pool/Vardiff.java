package io.hashpool.pool;

import java.util.Optional;

/**
 * Steers one channel's target to a wanted rate of shares.
 *
 * <p>Shares are a Poisson process, so a count of {@code n} where {@code m} were expected means
 * something only if they differ by a few times the square root of the larger. Until then vardiff
 * waits. So a miner that is far off is corrected after about ten shares, and one that is nearly
 * right is left alone.
 *
 * <p>Not thread-safe; the channel guards it.
 */
final class Vardiff {
  /** How many standard deviations off a count must be before the target moves. */
  private static final double CONFIDENCE = 3;

  /** One step multiplies or divides the difficulty by at most this. */
  private static final double LARGEST_STEP = 4;

  /** After this many expected shares the counts start again, so that a change shows. */
  private static final double MEMORY = 240;

  private final double sharesPerMilli;
  private final Target easiest;
  private Target target;
  private long sinceMillis;
  private long shares;

  /**
   * Starts with the target for a hashrate.
   *
   * @param sharesPerMinute the rate to steer to
   * @param easiest the easiest target to set
   * @param nominalHashrate in hashes per second, as the miner says; unknown unless positive
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

  /** The new target, if the rate is off by more than chance. */
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
