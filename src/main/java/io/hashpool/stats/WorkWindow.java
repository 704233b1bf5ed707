package io.hashpool.stats;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The shares and the difficulty of the last 60 s, from running totals: at the first share of each
 * slot of {@value #SLOT_SECONDS} s the totals so far are noted, and the window is the difference to
 * the note nearest its start, interpolated within a slot.
 *
 * <p>The recording side costs one comparison, and a note once a slot. Thread-safe without locks: of
 * two threads that come first to a slot one takes the note, and the other's share may fall on
 * either side of it.
 */
final class WorkWindow {
  private static final int SLOT_SECONDS = 10;
  private static final int SLOTS = WorkInWindow.WINDOW_SECONDS / SLOT_SECONDS + 2;
  private static final int EMPTY = -1;

  private final LongSupplier totalShares;
  private final DoubleSupplier totalDifficulty;
  private final AtomicIntegerArray slotNumbers = new AtomicIntegerArray(SLOTS);
  private final long[] sharesBefore = new long[SLOTS];
  private final double[] difficultyBefore = new double[SLOTS];
  private final AtomicBoolean noting = new AtomicBoolean();

  WorkWindow(LongSupplier totalShares, DoubleSupplier totalDifficulty) {
    this.totalShares = totalShares;
    this.totalDifficulty = totalDifficulty;
    for (int i = 0; i < SLOTS; i++) {
      slotNumbers.set(i, EMPTY);
    }
  }

  /** To be called before a share of this moment (milliseconds) is added to the totals. */
  void beforeShare(long atMillis) {
    int slot = slotOf(atMillis);
    if (slotNumbers.get(slot % SLOTS) != slot) {
      note(slot);
    }
  }

  private void note(int slot) {
    if (!noting.compareAndSet(false, true)) {
      return;
    }
    try {
      int index = slot % SLOTS;
      slotNumbers.set(index, EMPTY);
      sharesBefore[index] = totalShares.getAsLong();
      difficultyBefore[index] = totalDifficulty.getAsDouble();
      slotNumbers.set(index, slot);
    } finally {
      noting.set(false);
    }
  }

  /** The work of the last 60 s, or of the connection's whole life if that is shorter. */
  WorkInWindow at(long nowMillis, long connectedAtMillis) {
    double age = Math.max(1, nowMillis - connectedAtMillis) / 1e3;
    if (age <= WorkInWindow.WINDOW_SECONDS) {
      return new WorkInWindow(totalShares.getAsLong(), totalDifficulty.getAsDouble(), age);
    }
    long startMillis = nowMillis - WorkInWindow.WINDOW_SECONDS * 1000L;
    int firstSlot = slotOf(startMillis);
    double intoSlot = (startMillis / 1e3) / SLOT_SECONDS - firstSlot;
    Totals atStart = totalsBefore(firstSlot);
    Totals atNext = totalsBefore(firstSlot + 1);
    double difficulty =
        totalDifficulty.getAsDouble()
            - atStart.difficulty
            - intoSlot * (atNext.difficulty - atStart.difficulty);
    double shares =
        totalShares.getAsLong() - atStart.shares - intoSlot * (atNext.shares - atStart.shares);
    return new WorkInWindow(
        Math.max(0, Math.round(shares)), Math.max(0, difficulty), WorkInWindow.WINDOW_SECONDS);
  }

  /** The totals when a slot began: those noted by the first share in it or in a later one. */
  private Totals totalsBefore(int slot) {
    for (int later = slot; later < slot + SLOTS; later++) {
      int index = later % SLOTS;
      if (slotNumbers.get(index) == later) {
        return new Totals(sharesBefore[index], difficultyBefore[index]);
      }
    }
    return new Totals(totalShares.getAsLong(), totalDifficulty.getAsDouble());
  }

  private static int slotOf(long millis) {
    return (int) Math.max(0, millis / (SLOT_SECONDS * 1000L));
  }

  private record Totals(long shares, double difficulty) {}
}
