package io.hashpool.soak;

import io.hashpool.http.Http;
import io.hashpool.http.Scrape;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Scrapes without end, and holds each scrape to the one before. */
final class Scraper implements AutoCloseable {
  private static final Pattern REUSED_ID = Pattern.compile("downstream_id=\"\\d{1,3}\"");

  private final URI metrics;
  private final Duration interval;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong scrapes = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Scraper(URI metrics, Duration interval) {
    this.metrics = metrics;
    this.interval = interval;
    this.thread = new Thread(this::run, "scraper");
    thread.setDaemon(true);
    thread.start();
  }

  /** How many so far; fails if one was bad. */
  long scrapes() {
    Throwable bad = failure.get();
    if (bad != null) {
      throw new AssertionError("a scrape of " + metrics + " was bad", bad);
    }
    return scrapes.get();
  }

  long slowestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(slowestNanos.get());
  }

  private void run() {
    try {
      Scrape last = null;
      while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        long start = System.nanoTime();
        Scrape scrape = Scrape.parse(Http.get(metrics).body());
        slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        if (last != null) {
          scrape.assertNoCounterFellSince(last, REUSED_ID);
        }
        last = scrape;
        scrapes.incrementAndGet();
      }
    } catch (Exception | AssertionError e) {
      failure.set(e);
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
