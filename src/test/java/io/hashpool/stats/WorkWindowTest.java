package io.hashpool.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WorkWindowTest {
  private static final long CONNECTED_AT = 1_700_000_000_000L;
  private static final long SLOT_MILLIS = 10_000;

  private long shares;
  private double difficulty;

  /** The window may be blurred at its start by one slot, and never more. */
  @Property
  void holdsTheWorkOfTheLastSixtySecondsToWithinOneSlot(
      @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 1, max = 15_000) Integer> gaps,
      @ForAll @IntRange(max = 90_000) int silence) {
    shares = 0;
    difficulty = 0;
    WorkWindow window = new WorkWindow(() -> shares, () -> difficulty);
    List<Long> times = new ArrayList<>();
    long now = CONNECTED_AT;
    for (int gap : gaps) {
      now += gap;
      window.beforeShare(now);
      shares++;
      difficulty += 2;
      times.add(now);
    }
    now += silence;

    WorkInWindow work = window.at(now, CONNECTED_AT);

    if (now - CONNECTED_AT <= 60_000) {
      assertThat(work).isEqualTo(new WorkInWindow(shares, difficulty, (now - CONNECTED_AT) / 1e3));
      return;
    }
    long start = now - 60_000;
    long surelyIn = times.stream().filter(t -> t >= start + SLOT_MILLIS).count();
    long maybeIn = times.stream().filter(t -> t >= start - SLOT_MILLIS).count();
    assertThat(work.seconds()).isEqualTo(60);
    assertThat(work.shares()).isBetween(surelyIn, maybeIn);
    assertThat(work.difficulty()).isBetween(2.0 * surelyIn - 1e-6, 2.0 * maybeIn + 1e-6);
  }
}
