package io.hashpool.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The open jobs of one channel: the latest few on the current tip. Ids count up from 1 and are
 * never reused in a channel; with one job per second their 32 bits last a century.
 *
 * <p>Not thread-safe; the channel guards it.
 *
 * @param <J> the kind of job
 */
final class Jobs<J extends Job<?>> {
  /** With more jobs than this, the oldest ends even on the same tip. */
  static final int MOST_LIVE = 16;

  private final Deque<J> live = new ArrayDeque<>();
  private long nextId = 1;

  /** The id of the next job to add. */
  long nextId() {
    return nextId;
  }

  void add(J job) {
    if (live.size() == MOST_LIVE) {
      live.removeFirst();
    }
    live.addLast(job);
    nextId++;
  }

  /** The tip moved. */
  void supersedeAll() {
    live.clear();
  }

  /** Whether a job was given out earlier and has ended. */
  boolean isSuperseded(long id) {
    return id >= 1 && id < nextId && find(id).isEmpty();
  }

  Optional<J> find(long id) {
    return live.stream().filter(job -> job.id() == id).findFirst();
  }
}
