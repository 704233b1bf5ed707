package io.hashpool.stats;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sessions that were there when the exporter began to look, so that nothing is known of their pace
 * and they are no newcomers either. As long as most of them have not shared since, that one of them
 * has not says nothing about it. Thread-safe.
 */
final class Cohort {
  private final int atLeast;
  private final AtomicInteger unheard = new AtomicInteger();
  private final AtomicInteger heard = new AtomicInteger();

  /**
   * A cohort without sessions.
   *
   * @param atLeast a cohort of fewer sessions is none
   */
  Cohort(int atLeast) {
    this.atLeast = atLeast;
  }

  void joined() {
    unheard.incrementAndGet();
  }

  /** One of them shared for the first time. */
  void shared() {
    unheard.decrementAndGet();
    heard.incrementAndGet();
  }

  /** One of them ended before it shared. */
  void leftUnheard() {
    unheard.decrementAndGet();
  }

  boolean isMostlyUnheard() {
    int waiting = unheard.get();
    int spoke = heard.get();
    return waiting > spoke && waiting + spoke >= atLeast;
  }
}
