package io.hashpool.rules;

/** Samples of one series in promtool's notation, with runs of equal ones in short. */
final class SampleRuns {
  private final StringBuilder text = new StringBuilder();
  private double last = Double.NaN;
  private int run;

  /** Appends the next scrape's sample; NaN stands for none. */
  void add(double value) {
    boolean same = value == last || (Double.isNaN(value) && Double.isNaN(last));
    if (same) {
      run++;
      return;
    }
    flush();
    last = value;
    run = 1;
  }

  private void flush() {
    if (run == 0) {
      return;
    }
    if (!text.isEmpty()) {
      text.append(' ');
    }
    if (Double.isNaN(last)) {
      text.append("_x").append(run);
    } else {
      text.append(last).append("+0x").append(run - 1);
    }
    run = 0;
  }

  @Override
  public String toString() {
    flush();
    return text.toString();
  }
}
