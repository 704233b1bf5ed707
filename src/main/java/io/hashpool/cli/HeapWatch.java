package io.hashpool.cli;

import io.hashpool.base.DaemonThreads;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Calls a heap exhausted before the JVM does. Most collectors throw {@link OutOfMemoryError} only
 * when not one more object fits; before that, with a large heap for minutes, the process does
 * little but collect, and answers late or not at all. So a heap that is full, and was collected
 * nearly all the time for a while, is out of memory. For one thread, but for {@link #close}.
 */
final class HeapWatch implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int LOOKS = 5;

  /** Of wall-clock time, so that a machine that is merely busy does not seem to collect. */
  private static final double MOST_OF_THE_TIME = 0.8;

  private static final double FULL = 0.9;

  /** What is known of a heap, asked without making objects: there may be no room for them. */
  interface Heap {
    long usedBytes();

    long maxBytes();

    /** Spent in collections so far. */
    long collectingMillis();
  }

  private final Heap heap;
  private final Thread thread = DaemonThreads.named("hashpool-heap", this::run);
  private long lastCollectingMillis;
  private long lastNanos;
  private int badLooks;

  HeapWatch(Heap heap, long nowNanos) {
    this.heap = heap;
    this.lastCollectingMillis = heap.collectingMillis();
    this.lastNanos = nowNanos;
  }

  /** Looks every second, on a thread that dies of it when the heap is exhausted. */
  static HeapWatch start() {
    HeapWatch watch = new HeapWatch(new OwnHeap(), System.nanoTime());
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
        if (isExhausted(System.nanoTime())) {
          throw new OutOfMemoryError("the heap is full, and collecting it takes all the time");
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Looks once. */
  boolean isExhausted(long nowNanos) {
    long collecting = heap.collectingMillis();
    double spent = TimeUnit.MILLISECONDS.toNanos(collecting - lastCollectingMillis);
    boolean bad =
        spent > MOST_OF_THE_TIME * (nowNanos - lastNanos)
            && heap.usedBytes() > FULL * heap.maxBytes();
    badLooks = bad ? badLooks + 1 : 0;
    lastCollectingMillis = collecting;
    lastNanos = nowNanos;
    return badLooks >= LOOKS;
  }

  private static final class OwnHeap implements Heap {
    private final List<GarbageCollectorMXBean> collectors =
        ManagementFactory.getGarbageCollectorMXBeans();

    @Override
    public long usedBytes() {
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Override
    public long maxBytes() {
      return Runtime.getRuntime().maxMemory();
    }

    @Override
    public long collectingMillis() {
      long sum = 0;
      for (int i = 0; i < collectors.size(); i++) {
        sum += Math.max(0, collectors.get(i).getCollectionTime());
      }
      return sum;
    }
  }
}
