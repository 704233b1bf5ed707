package io.hashpool.base;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes every thread of this project. They are daemons: none keeps a process alive after its main
 * thread ended. Thread-safe.
 */
public final class DaemonThreads implements ThreadFactory {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private final String prefix;
  private final AtomicInteger count = new AtomicInteger();

  /** Threads of this prefix, numbered from 1. */
  public DaemonThreads(String prefix) {
    this.prefix = prefix;
  }

  /** One thread of this name, not started yet. */
  public static Thread named(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** A scheduler with one thread of this name. Wrap its tasks in {@link #guarded}. */
  public static ScheduledExecutorService scheduler(String name) {
    return Executors.newSingleThreadScheduledExecutor(task -> named(name, task));
  }

  /**
   * Runs tasks on the processors that would be idle while one thread works: at once, or not at all
   * if all are taken or there is only one.
   *
   * @param prefix of the threads, which end when they have nothing to do for a while
   */
  public static Executor onOtherProcessors(String prefix) {
    int others = Runtime.getRuntime().availableProcessors() - 1;
    if (others == 0) {
      return task -> {};
    }
    return new ThreadPoolExecutor(
        0,
        others,
        KEEP_ALIVE.toMillis(),
        TimeUnit.MILLISECONDS,
        new SynchronousQueue<>(),
        new DaemonThreads(prefix),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * A task for an executor. An executor keeps an {@link Error} to itself and stops repeating the
   * task; this hands the error to the thread's handler instead, which may end the process.
   */
  public static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Error e) {
        report(e);
      }
    };
  }

  /** Tells an error to the handler of this thread, as if the thread had died of it. */
  public static void report(Error error) {
    Thread self = Thread.currentThread();
    self.getUncaughtExceptionHandler().uncaughtException(self, error);
  }

  @Override
  public Thread newThread(Runnable task) {
    return named(prefix + count.incrementAndGet(), task);
  }
}
