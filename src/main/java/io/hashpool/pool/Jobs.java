package io.hashpool.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The jobs of one channel that may still be solved: the latest few of the current tip. Ids count up
 * from 1 and are never used again in a channel; at a job a second their 32 bits last a century.
 *
 * <p>Not thread-safe: its channel guards it.
 *
 * @param <J> the kind of job
 */
final class Jobs<J extends Job<?>> {
  /** Jobs beyond this are superseded even on the same tip. */
  static final int MOST_LIVE = 16;

  private final Deque<J> live = new ArrayDeque<>();
  private long nextId = 1;

  /** The id for a job about to be added. */
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

  /** Whether a job was given out, and is no longer to be solved. */
  boolean isSuperseded(long id) {
    return id >= 1 && id < nextId && find(id).isEmpty();
  }

  Optional<J> find(long id) {
    return live.stream().filter(job -> job.id() == id).findFirst();
  }
}
