package io.hashpool.stats;

/**
 * How fast one miner shares, and how long a gap between its shares can be by chance.
 *
 * <p>Shares are a Poisson process: with a mean gap {@code m} that is known exactly, a gap is longer
 * than {@code t} with the probability {@code e^(-t/m)}. Here {@code m} is an estimate from {@code
 * n} gaps. The next gap, given those, is Pareto-distributed of the second kind (Lomax):
 *
 * <pre>P(gap &gt; t) = (1 + t / (n m))^(-n)</pre>
 *
 * <p>This is the predictive distribution of exponential observations under the prior 1/rate: Gelman
 * et al., <i>Bayesian Data Analysis</i>, 3rd edition, section 2.6. It holds for every true mean
 * too: gap/m has the F distribution with 2 and 2n degrees of freedom. It is {@code e^(-k)} at
 *
 * <pre>t = n m (e^(k/n) - 1)</pre>
 *
 * <p>which is the limit. For large {@code n} it is {@code k m}; for small {@code n} it is longer,
 * by as much as an estimate from few gaps may be wrong.
 *
 * <p>Where the difficulty has risen since, the next gap takes {@code step} times longer, and so may
 * it be.
 *
 * @param gaps how many gaps the mean is of, at most {@link ShareInterval#MEMORY}; 0 before the
 *     first
 * @param meanSeconds their mean; any number where there are none
 * @param recentMeanSeconds the mean of the last {@link ShareInterval#RECENT} gaps where the
 *     difficulty of shares is unknown, so that a change of it can be seen in nothing else; else NaN
 * @param step how many times longer the next gap takes than those in the mean because the
 *     difficulty has risen; at least 1
 */
record Pace(int gaps, double meanSeconds, double recentMeanSeconds, double step) {
  /** Below this many gaps an estimate is held against what a newcomer gets. */
  private static final int FEW = 16;

  private static final double SHORTEST_MEAN_SECONDS = 0.01;

  Pace {
    meanSeconds = Math.max(SHORTEST_MEAN_SECONDS, meanSeconds);
    recentMeanSeconds = Math.max(SHORTEST_MEAN_SECONDS, recentMeanSeconds);
  }

  /** Whether there is a mean. */
  boolean isKnown() {
    return gaps > 0;
  }

  /** Shares a second, corrected for the bias that 1/mean has where gaps are few; 0 for one gap. */
  double sharesPerSecond() {
    return isKnown() ? (gaps - 1) / (gaps * meanSeconds) : 0;
  }

  /** The shares a second to expect of the next gap, with the step. */
  double nextSharesPerSecond() {
    return sharesPerSecond() / step;
  }

  /**
   * How long a silence is chance, in seconds.
   *
   * @param k a longer gap has the probability {@code e^(-k)}
   * @param newcomerSeconds the limit of a miner whose mean is not known
   */
  double limitSeconds(double k, double newcomerSeconds) {
    if (!isKnown()) {
      return newcomerSeconds;
    }
    double mean = meanSeconds * step;
    double predicted = quantile(k, gaps, mean);
    if (gaps < FEW) {
      return Math.min(predicted, Math.max(newcomerSeconds, k * mean));
    }
    return Double.isNaN(recentMeanSeconds)
        ? predicted
        : Math.max(predicted, quantile(k, ShareInterval.RECENT, recentMeanSeconds));
  }

  /** What the gap after so many gaps of this mean exceeds with the probability {@code e^(-k)}. */
  static double quantile(double k, int gaps, double mean) {
    return gaps * mean * Math.expm1(k / gaps);
  }
}
