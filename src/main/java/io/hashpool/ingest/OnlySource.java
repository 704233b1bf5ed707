package io.hashpool.ingest;

import io.hashpool.base.NetworkPrefix;
import java.util.Optional;

/**
 * The one source that an exporter asks: no other competes with it, and it is always open.
 * Immutable.
 *
 * @param name its address, for people
 */
public record OnlySource(String name) implements Peer {
  @Override
  public long number() {
    return 0;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public Optional<NetworkPrefix> network() {
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name;
  }
}
