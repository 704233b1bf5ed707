package io.hashpool.http;

import io.hashpool.base.DaemonThreads;
import io.hashpool.stats.WebRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads that requests run on. The JDK's server reads a request and writes its answer on such
 * a thread, and waits there for the peer. So there is one rule: while others wait for a thread, the
 * requests that have been coming in for longest are cut, and while others wait to be answered, the
 * answers that have been read for longest. Thread-safe.
 */
final class RequestThreads implements Executor, AutoCloseable {
  /** A thread that waits for a peer costs a stack, and little of it is touched. */
  private static final int THREADS = 256;

  private static final int WAITING_FOR_A_THREAD = 1024;
  private static final int WAITING_FOR_AN_ANSWER = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** Enough for a TLS handshake with the other side of the world. Counts only under pressure. */
  private static final Duration READING_GRACE = Duration.ofMillis(500);

  /** An answer of ten megabytes over a fast network takes a tenth of it. */
  private static final Duration ANSWERING_GRACE = Duration.ofSeconds(1);

  private final Consumer<WebRefusal> refusals;
  private final Duration requestTime = JdkServerSettings.requestTime();
  private final Duration answerTime = JdkServerSettings.answerTime();
  private final ThreadPoolExecutor pool;
  private final ScheduledExecutorService timer = DaemonThreads.scheduler("hashpool-http-pressure");
  private final Semaphore answers;
  private final PeerWaits reading = new PeerWaits();
  private final PeerWaits answering = new PeerWaits();
  private final Set<Thread> handshaking = ConcurrentHashMap.newKeySet();

  /**
   * Accepts a request only if an idle thread takes it at once. Otherwise the pool starts a thread,
   * and when it has all of them, {@link #queueOrReject} queues the request.
   */
  private static final class IdleThreadFirst extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable request) {
      return tryTransfer(request);
    }
  }

  /** Writes an answer. */
  @FunctionalInterface
  interface Answer {
    void write() throws IOException;
  }

  /** Threads that write so many answers at once, since each holds memory and time of a core. */
  RequestThreads(int maxAnswers, Consumer<WebRefusal> refusals) {
    this.answers = new Semaphore(maxAnswers, true);
    this.refusals = refusals;
    pool =
        new ThreadPoolExecutor(
            0,
            THREADS,
            KEEP_ALIVE.toMillis(),
            TimeUnit.MILLISECONDS,
            new IdleThreadFirst(),
            new DaemonThreads("hashpool-http-"),
            RequestThreads::queueOrReject);
    long millis = LOOK_EVERY.toMillis();
    timer.scheduleWithFixedDelay(
        DaemonThreads.guarded(this::cutUnderPressure), millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Runs a request of the server's.
   *
   * @throws RejectedExecutionException if too many wait; the server then closes the connection
   */
  @Override
  public void execute(Runnable request) {
    try {
      pool.execute(() -> run(request));
    } catch (RejectedExecutionException e) {
      refusals.accept(WebRefusal.NO_THREAD);
      throw e;
    }
  }

  /** The request of this thread is the first of a TLS connection. */
  void tlsBegins() {
    handshaking.add(Thread.currentThread());
  }

  /** The head of the request of this thread has come. */
  void headRead() {
    handshaking.remove(Thread.currentThread());
  }

  /** The request of this thread has come in whole. False if it was cut the moment before. */
  boolean requestRead() {
    return reading.end().isPresent();
  }

  /** Writes an answer when it is its turn. False if there are too many. */
  boolean tryAnswer(Answer answer) throws IOException {
    if (!takeTurn()) {
      refusals.accept(WebRefusal.TOO_MANY_REQUESTS);
      return false;
    }
    answering.begin();
    try {
      answer.write();
    } finally {
      countIfOver(answerTime, answering.end(), WebRefusal.SLOW_READER);
      answers.release();
    }
    return true;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdownNow();
  }

  private static void queueOrReject(Runnable request, ThreadPoolExecutor pool) {
    if (pool.isShutdown() || pool.getQueue().size() >= WAITING_FOR_A_THREAD) {
      throw new RejectedExecutionException("every thread is busy and too many requests wait");
    }
    // Not offer, which would ask for an idle thread again.
    ((LinkedTransferQueue<Runnable>) pool.getQueue()).put(request);
  }

  private void run(Runnable request) {
    reading.begin();
    try {
      request.run();
    } finally {
      boolean handshake = handshaking.remove(Thread.currentThread());
      Optional<Duration> unread = reading.end();
      countIfOver(requestTime, unread, WebRefusal.SLOW_REQUEST);
      if (handshake && unread.filter(time -> time.compareTo(requestTime) < 0).isPresent()) {
        refusals.accept(WebRefusal.TLS_HANDSHAKE);
      }
      // The next request must not see the interrupt of a cut.
      Thread.interrupted();
    }
  }

  /** The server itself closes a connection that is over a limit of time, and tells nobody. */
  private void countIfOver(Duration limit, Optional<Duration> time, WebRefusal reason) {
    time.filter(t -> t.compareTo(limit) >= 0).ifPresent(t -> refusals.accept(reason));
  }

  private boolean takeTurn() {
    try {
      return answers.getQueueLength() < WAITING_FOR_AN_ANSWER
          && answers.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void cutUnderPressure() {
    cut(reading, READING_GRACE, pool.getQueue().size(), WebRefusal.SLOW_REQUEST);
    cut(answering, ANSWERING_GRACE, answers.getQueueLength(), WebRefusal.SLOW_READER);
  }

  private void cut(PeerWaits waits, Duration grace, int most, WebRefusal reason) {
    for (int count = waits.cut(grace, most); count > 0; count--) {
      refusals.accept(reason);
    }
  }
}
