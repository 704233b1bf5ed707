package io.hashpool.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VardiffTest {
  private static final double PER_MINUTE = 6;
  private static final Target EASIEST = Target.ofDifficulty(1);
  private static final long STEP_MILLIS = 1_000;
  private static final long HOUR_MILLIS = 3_600_000;

  /** A miner of Poisson shares in simulated time. */
  private static final class Miner {
    private final SplittableRandom random;
    private final Vardiff vardiff;
    private double hashrate;
    private long now;
    private double hashesToGo;
    private int steps;

    Miner(long seed, double hashrate, double said) {
      this.random = new SplittableRandom(seed);
      this.hashrate = hashrate;
      this.vardiff = new Vardiff(PER_MINUTE, EASIEST, said, 0);
      this.hashesToGo = nextGap();
    }

    /** Memoryless, so a target that moves meanwhile only rescales what is left. */
    private double nextGap() {
      return -Math.log(1 - random.nextDouble());
    }

    long mine(long millis) {
      long shares = 0;
      for (long end = now + millis; now < end; now += STEP_MILLIS) {
        double hashes = hashrate * STEP_MILLIS / 1000;
        double done = hashes / (vardiff.target().difficulty() * Target.HASHES_PER_DIFFICULTY);
        while (done >= hashesToGo) {
          done -= hashesToGo;
          hashesToGo = nextGap();
          vardiff.countShare();
          shares++;
        }
        hashesToGo -= done;
        if (vardiff.step(now + STEP_MILLIS).isPresent()) {
          steps++;
        }
      }
      return shares;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1e13, 1e13", "2, 1e13, 1e10", "3, 1e13, 1e15", "4, 1e13, 0", "5, 1e11, NaN"})
  void convergesOnTheWantedRateWhateverTheMinerSays(long seed, double hashrate, double said) {
    Miner miner = new Miner(seed, hashrate, said);
    miner.mine(2 * HOUR_MILLIS);
    assertThat(miner.mine(4 * HOUR_MILLIS) / 240.0).isCloseTo(PER_MINUTE, within(0.2 * PER_MINUTE));
  }

  @Test
  void followsAMinerThatGrowsTenfoldWithinMinutes() {
    Miner miner = new Miner(6, 1e12, 1e12);
    miner.mine(HOUR_MILLIS);
    miner.hashrate = 1e13;
    miner.mine(HOUR_MILLIS / 6);
    assertThat(miner.mine(HOUR_MILLIS) / 60.0).isCloseTo(PER_MINUTE, within(0.3 * PER_MINUTE));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void leavesAMinerThatIsRightMostlyAlone(long seed) {
    Miner miner = new Miner(seed, 1e13, 1e13);
    miner.mine(24 * HOUR_MILLIS);
    assertThat(miner.steps).isLessThan(24);
  }

  @Test
  void silentMinersTargetFallsToTheEasiestAndNoFurther() {
    Miner miner = new Miner(7, 0, 1e13);
    assertThat(miner.mine(HOUR_MILLIS)).isZero();
    assertThat(miner.vardiff.target()).isEqualTo(EASIEST);
    int steps = miner.steps;
    miner.mine(HOUR_MILLIS);
    assertThat(miner.steps).as("no new job for nothing").isEqualTo(steps);
  }

  @Test
  void slowMinerKeepsTheEasiestTarget() {
    Miner miner = new Miner(8, 1e8, 1e8);
    miner.mine(HOUR_MILLIS);
    assertThat(miner.vardiff.target()).isEqualTo(EASIEST);
    assertThat(miner.steps).isZero();
  }

  @Test
  void oneStepIsFourfoldAtMost() {
    Vardiff vardiff = new Vardiff(PER_MINUTE, EASIEST, 0, 0);
    for (int i = 0; i < 1000; i++) {
      vardiff.countShare();
    }
    assertThat(vardiff.step(1)).contains(Target.ofDifficulty(4));
    assertThat(vardiff.step(2)).isEmpty();
  }
}
