package io.hashpool.exposition;

import java.util.ArrayList;
import java.util.List;

/**
 * An exposition cut into pieces of like size: each large enough to be worth handing to another
 * thread, and small enough to stay in a processor's cache until it is sent.
 */
final class Chunks {
  /** Some 80 KB of text. */
  private static final int SAMPLES = 1024;

  private final List<List<Part>> full = new ArrayList<>();
  private List<Part> open = new ArrayList<>();
  private int samplesInOpen;

  /** Appends a family. */
  void add(FamilyText text, SortedSamples sorted) {
    int from = 0;
    while (from < sorted.size()) {
      int to = Math.min(sorted.size(), from + SAMPLES - samplesInOpen);
      open.add(new FamilySlice(text, sorted, from, to));
      samplesInOpen += to - from;
      from = to;
      if (samplesInOpen == SAMPLES) {
        close();
      }
    }
  }

  /** Appends what is written already. */
  void add(byte[] written) {
    if (written.length > 0) {
      open.add((writer, buffer) -> buffer.put(written));
    }
  }

  /** All of it, in order. Nothing may be appended after. */
  List<List<Part>> all() {
    if (!open.isEmpty()) {
      close();
    }
    return full;
  }

  private void close() {
    full.add(open);
    open = new ArrayList<>();
    samplesInOpen = 0;
  }
}
