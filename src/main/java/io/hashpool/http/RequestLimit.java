package io.hashpool.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.hashpool.stats.WebRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets so many answers be written at once, since each may hold a whole scrape in memory. A further
 * one waits a little; meanwhile the peer that has been slowest to read its answer is cut off. So
 * peers that do not read can't keep the others out, and a slow one is cut only when others wait.
 */
final class RequestLimit extends Filter {
  private static final int WAITING = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** An answer of ten megabytes over a fast network takes a tenth of it. */
  private static final Duration TENURE = Duration.ofSeconds(1);

  private final RequestThreads threads;
  private final Semaphore answers;
  private final Semaphore waiting = new Semaphore(WAITING);
  private final int limit;
  private final Consumer<WebRefusal> refusals;

  RequestLimit(RequestThreads threads, int limit, Consumer<WebRefusal> refusals) {
    this.threads = threads;
    this.refusals = refusals;
    this.limit = limit;
    this.answers = new Semaphore(limit, true);
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    if (!takeTurn()) {
      refusals.accept(WebRefusal.TOO_MANY_REQUESTS);
      try (exchange) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        Reply.text(503, "503: limit of " + limit + " requests at once reached; try again")
            .send(exchange);
      }
      return;
    }
    try {
      if (threads.answering()) {
        chain.doFilter(exchange);
      } else {
        exchange.close();
      }
    } finally {
      answers.release();
    }
  }

  private boolean takeTurn() {
    if (answers.tryAcquire()) {
      return true;
    }
    if (!waiting.tryAcquire()) {
      return false;
    }
    try {
      long until = System.nanoTime() + PATIENCE.toNanos();
      do {
        threads.cutSlowestAnswer(TENURE);
        if (answers.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
          return true;
        }
      } while (System.nanoTime() < until);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.release();
    }
  }

  @Override
  public String description() {
    return "limits the answers written at once";
  }
}
