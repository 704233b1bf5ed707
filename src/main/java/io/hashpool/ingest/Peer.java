package io.hashpool.ingest;

import io.hashpool.base.NetworkPrefix;
import java.util.Optional;

/** Who sends a report: a connection to the feed, or the one source that is asked. */
public interface Peer {
  /** Its number; one that came later has a higher number. */
  long number();

  /** Whether it may send more. */
  boolean isOpen();

  /**
   * The network that it is in, for limiting its log lines; empty where there is only one sender.
   */
  Optional<NetworkPrefix> network();

  /** Its address, for people. */
  @Override
  String toString();
}
