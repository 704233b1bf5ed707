package io.hashpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeapWatchTest {
  private static final int SECOND = 1_000;

  private final Heap heap = new Heap();
  private final HeapWatch watch = new HeapWatch(heap, 0);
  private long nowMillis;

  @Test
  void fullHeapThatIsCollectedAllTheTimeIsExhaustedAfterFiveSeconds() {
    heap.used = 99;
    for (int second = 1; second <= 4; second++) {
      assertThat(exhaustedAfter(SECOND, 950)).isFalse();
    }
    assertThat(exhaustedAfter(SECOND, 950)).isTrue();
  }

  @Test
  void fullHeapThatIsSeldomCollectedIsNot() {
    heap.used = 99;
    assertThatItIsNeverExhausted(300);
  }

  @Test
  void heapWithRoomThatIsCollectedAllTheTimeIsNot() {
    heap.used = 80;
    assertThatItIsNeverExhausted(990);
  }

  @Test
  void oneGoodSecondBeginsTheCountAnew() {
    heap.used = 99;
    for (int round = 0; round < 10; round++) {
      for (int second = 1; second <= 4; second++) {
        assertThat(exhaustedAfter(SECOND, 990)).isFalse();
      }
      assertThat(exhaustedAfter(SECOND, 10)).isFalse();
    }
  }

  @Test
  void lookThatComesLateCountsTheWholeTime() {
    heap.used = 99;
    for (int look = 1; look <= 4; look++) {
      assertThat(exhaustedAfter(7 * SECOND, 6_900)).isFalse();
    }
    assertThat(exhaustedAfter(7 * SECOND, 6_900)).isTrue();
  }

  private void assertThatItIsNeverExhausted(int collectingMillisOfASecond) {
    for (int second = 0; second < 100; second++) {
      assertThat(exhaustedAfter(SECOND, collectingMillisOfASecond)).isFalse();
    }
  }

  private boolean exhaustedAfter(int millis, int collectingMillis) {
    nowMillis += millis;
    heap.collecting += collectingMillis;
    return watch.isExhausted(TimeUnit.MILLISECONDS.toNanos(nowMillis));
  }

  private static final class Heap implements HeapWatch.Heap {
    private long used;
    private long collecting;

    @Override
    public long usedBytes() {
      return used;
    }

    @Override
    public long maxBytes() {
      return 100;
    }

    @Override
    public long collectingMillis() {
      return collecting;
    }
  }
}
