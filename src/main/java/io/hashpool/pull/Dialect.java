package io.hashpool.pull;

import io.hashpool.ingest.PoolReport;
import io.hashpool.stats.FeedError;

/**
 * A kind of source: knows what to ask, and makes one report of the answers. It keeps what it must
 * know from one poll to the next, and leaves it to {@code ingest} what a report means. For one
 * thread.
 */
interface Dialect {
  /** Takes what could not be used of an answer that is used otherwise. */
  interface Faults {
    /** This was left out, for this reason. */
    void leftOut(FeedError reason, String detail);
  }

  /**
   * Asks the source.
   *
   * @throws PollFailedException if there is nothing to report
   */
  PoolReport poll(Source source, Faults faults) throws PollFailedException, InterruptedException;
}
