package io.hashpool.quote;

import io.hashpool.base.DaemonThreads;
import io.hashpool.base.FailureLog;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The asynchronous hand-over of quotes to a mint: a bounded queue and one daemon thread that
 * empties it. {@link #offer} never blocks. If the queue is full or the mint fails, the sink drops
 * the quote and calls the {@link QuoteFailureListener}; the share still counts.
 *
 * <p>Thread-safe.
 */
public final class QuoteSink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QuoteSink.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Mint mint;
  private final BlockingQueue<QuoteRequest> queue;
  private final QuoteFailureListener failures;
  private final FailureLog listenerFailures =
      new FailureLog(QuoteSink.class, "the listener of failed quotes failed");
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread worker;

  /** Whether the last quote failed. Only the worker touches it. */
  private boolean mintFailing;

  /**
   * Starts the thread.
   *
   * @param mint where the quotes go
   * @param capacity how many quotes may wait, at least 1
   * @param failures is called for each quote that did not arrive
   * @throws IllegalArgumentException if the capacity is below 1
   */
  public QuoteSink(Mint mint, int capacity, QuoteFailureListener failures) {
    this.mint = Objects.requireNonNull(mint, "mint");
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.failures = Objects.requireNonNull(failures, "failures");
    this.worker = DaemonThreads.named("hashpool-quote-sink", this::run);
    worker.start();
  }

  /**
   * Queues one quote, or drops and reports it. Never blocks, never throws.
   *
   * @return whether the quote was queued
   */
  public boolean offer(QuoteRequest request) {
    if (closed.get()) {
      tellFailed(QuoteFailure.SINK_CLOSED);
      return false;
    }
    if (!queue.offer(request)) {
      tellFailed(QuoteFailure.SINK_FULL);
      return false;
    }
    if (closed.get() && queue.remove(request)) {
      // close() may have collected the waiting quotes before this one was queued.
      tellFailed(QuoteFailure.SINK_CLOSED);
      return false;
    }
    return true;
  }

  /** The number of quotes that wait now. */
  public int size() {
    return queue.size();
  }

  /** {@link #close(Duration)} with one second. */
  @Override
  public void close() {
    close(Duration.ofSeconds(1));
  }

  /**
   * Accepts no more quotes, waits this long for the queued ones to reach the mint, and reports the
   * rest as {@link QuoteFailure#SINK_CLOSED}. A second call does nothing.
   */
  public void close(Duration patience) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      worker.join(Math.max(1, patience.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    worker.interrupt();
    while (queue.poll() != null) {
      tellFailed(QuoteFailure.SINK_CLOSED);
    }
  }

  private void run() {
    try {
      while (!closed.get() || !queue.isEmpty()) {
        QuoteRequest request = queue.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (request != null) {
          handOver(request);
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts this thread, and it reports the quotes that are left.
    }
  }

  private void handOver(QuoteRequest request) throws InterruptedException {
    try {
      mint.requestQuote(request);
      if (mintFailing) {
        mintFailing = false;
        LOG.info("the mint accepts quotes again");
      }
    } catch (InterruptedException e) {
      tellFailed(QuoteFailure.SINK_CLOSED);
      throw e;
    } catch (Exception | Error e) {
      // Catch an Error too: without this thread no later quote would arrive.
      tellFailed(QuoteFailure.MINT_ERROR);
      // Log once for each outage, not once for each share.
      if (!mintFailing) {
        mintFailing = true;
        LOG.warn("the mint failed a quote; further failures are counted but not logged", e);
      }
    }
  }

  private void tellFailed(QuoteFailure reason) {
    try {
      failures.onQuoteFailed(reason);
    } catch (RuntimeException | Error e) {
      listenerFailures.failed(e);
    }
  }
}
