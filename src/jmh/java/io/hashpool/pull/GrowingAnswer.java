package io.hashpool.pull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer in Prometheus's text format whose counters grow in place, so that what is measured is
 * the reader's.
 */
final class GrowingAnswer {
  /** Of a width that no benchmark outgrows. */
  private static final long FIRST_TOTAL = 1_000_000_000L;

  private final StringBuilder text = new StringBuilder();
  private final List<Integer> lastDigits = new ArrayList<>();

  void add(String line) {
    text.append(line).append('\n');
  }

  /** A sample that grows by this in each step. */
  void addCounter(String sample, int step) {
    text.append(sample).append(' ').append(FIRST_TOTAL);
    for (int i = 0; i < step; i++) {
      lastDigits.add(text.length() - 1);
    }
    text.append('\n');
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** One step of all counters. */
  void grow(byte[] bytes) {
    for (int last : lastDigits) {
      int at = last;
      while (bytes[at] == '9') {
        bytes[at--] = '0';
      }
      bytes[at]++;
    }
  }
}
