package io.hashpool.http;

import io.hashpool.base.DaemonThreads;
import io.hashpool.stats.WebRefusal;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The threads that requests run on. The JDK's server reads a request on such a thread and waits
 * there for the peer, so a peer that dawdles has a thread. While all threads are taken and more
 * requests wait, those whose peer has been dawdling longest are cut: interrupting a thread that
 * waits for a channel closes the channel. Thread-safe.
 */
final class RequestThreads implements Executor, AutoCloseable {
  /** Cheap ones: what waits for a peer costs a stack of which little is touched. */
  private static final int THREADS = 256;

  private static final int WAITING = 1024;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  /** Enough for a TLS handshake with the other side of the world. Counts only under pressure. */
  private static final Duration READING_GRACE = Duration.ofMillis(500);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private enum Phase {
    /** The request has not come in whole: the peer's turn. */
    READING,
    /** It has; a password is checked, or another answer waited for. */
    WAITING,
    /** The answer is made and written. */
    ANSWERING,
    /** Cut, or done. */
    OVER
  }

  private final Consumer<WebRefusal> refusals;
  private final Duration requestTime = JdkServerSettings.requestTime();
  private final Duration answerTime = JdkServerSettings.answerTime();
  private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(WAITING);
  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<Thread, Request> running = new ConcurrentHashMap<>();
  private final AtomicBoolean lookScheduled = new AtomicBoolean();

  RequestThreads(Consumer<WebRefusal> refusals) {
    this.refusals = refusals;
    pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            KEEP_ALIVE.toMillis(),
            TimeUnit.MILLISECONDS,
            waiting,
            new DaemonThreads("hashpool-http-"));
    pool.allowCoreThreadTimeOut(true);
    timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("hashpool-http-pressure-"));
    timer.setKeepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a request of the server's.
   *
   * @throws RejectedExecutionException if too many wait; the server then closes the connection
   */
  @Override
  public void execute(Runnable exchange) {
    try {
      pool.execute(new Request(exchange));
    } catch (RejectedExecutionException e) {
      refusals.accept(WebRefusal.NO_THREAD);
      throw e;
    }
    if (!waiting.isEmpty()) {
      lookSoon();
    }
  }

  /** The request of this thread is the first of a TLS connection. */
  void tlsBegins() {
    current().tlsBegins();
  }

  /** The request of this thread has come, its body excepted. */
  void headRead() {
    current().headRead();
  }

  /** The request of this thread has come in whole. False if it was cut the moment before. */
  boolean requestRead() {
    return current().enter(Phase.WAITING);
  }

  /** The answer to the request of this thread begins. False if it was cut the moment before. */
  boolean answering() {
    return current().enter(Phase.ANSWERING);
  }

  /** Cuts the answer that has taken longest, if it has taken this long. */
  void cutSlowestAnswer(Duration tenure) {
    running.values().stream()
        .filter(request -> request.isIn(Phase.ANSWERING, tenure))
        .min(Comparator.comparingLong(request -> request.sinceNanos))
        .ifPresent(request -> request.cut(Phase.ANSWERING));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdownNow();
  }

  private Request current() {
    Request request = running.get(Thread.currentThread());
    if (request == null) {
      throw new IllegalStateException("not on a request's thread");
    }
    return request;
  }

  private void lookSoon() {
    if (!timer.isShutdown() && lookScheduled.compareAndSet(false, true)) {
      timer.schedule(
          DaemonThreads.guarded(this::look), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    lookScheduled.set(false);
    cutSlowestRequests(waiting.size());
    if (!waiting.isEmpty()) {
      lookSoon();
    }
  }

  private void cutSlowestRequests(int count) {
    running.values().stream()
        .filter(request -> request.isIn(Phase.READING, READING_GRACE))
        .sorted(Comparator.comparingLong(request -> request.sinceNanos))
        .limit(count)
        .forEach(request -> request.cut(Phase.READING));
  }

  /** One request on its thread; its phase and the interrupt that ends it go together. */
  private final class Request implements Runnable {
    private final Runnable exchange;
    private volatile long sinceNanos;
    private Phase phase = Phase.READING; // guarded by this
    private boolean inHandshake; // guarded by this
    private Thread thread = Thread.currentThread(); // guarded by this; the one it runs on, later

    Request(Runnable exchange) {
      this.exchange = exchange;
    }

    @Override
    public void run() {
      synchronized (this) {
        thread = Thread.currentThread();
        sinceNanos = System.nanoTime();
      }
      running.put(Thread.currentThread(), this);
      try {
        exchange.run();
      } finally {
        running.remove(Thread.currentThread());
        over();
        // A cut that came too late must not hit the next request on this thread.
        Thread.interrupted();
      }
    }

    synchronized void tlsBegins() {
      inHandshake = true;
    }

    synchronized void headRead() {
      inHandshake = false;
    }

    /** The server's own time limits close the channel and say so to nobody. */
    private synchronized void over() {
      if (isIn(Phase.READING, requestTime)) {
        refusals.accept(WebRefusal.SLOW_REQUEST);
      } else if (phase == Phase.READING && inHandshake) {
        refusals.accept(WebRefusal.TLS_HANDSHAKE);
      } else if (isIn(Phase.ANSWERING, answerTime)) {
        refusals.accept(WebRefusal.SLOW_READER);
      }
      phase = Phase.OVER;
    }

    synchronized boolean enter(Phase next) {
      if (phase == Phase.OVER) {
        return false;
      }
      phase = next;
      sinceNanos = System.nanoTime();
      return true;
    }

    synchronized boolean isIn(Phase asked, Duration tenure) {
      return phase == asked && System.nanoTime() - sinceNanos >= tenure.toNanos();
    }

    synchronized void cut(Phase expected) {
      if (phase == expected) {
        phase = Phase.OVER;
        refusals.accept(
            expected == Phase.READING ? WebRefusal.SLOW_REQUEST : WebRefusal.SLOW_READER);
        thread.interrupt();
      }
    }
  }
}
