package io.hashpool.stats;

/**
 * The work of the last while.
 *
 * @param shares accepted shares in the window
 * @param difficulty the sum of their target difficulties
 * @param seconds how long the window is: {@value #WINDOW_SECONDS}, or the age of a younger
 *     connection
 */
public record WorkInWindow(long shares, double difficulty, double seconds) {
  /** The window that hashpool's hashrate is taken over. */
  public static final int WINDOW_SECONDS = 60;

  /** Hashes that a share of difficulty 1 takes on average, as Bitcoin has it by convention. */
  public static final double HASHES_PER_DIFFICULTY = 0x1p32;

  /** The hashrate in hashes a second that this work speaks for. */
  public double hashrate() {
    return difficulty * HASHES_PER_DIFFICULTY / seconds;
  }
}
