package io.hashpool.feed;

import io.hashpool.base.HostAndPort;
import io.hashpool.base.NetworkPrefix;
import io.hashpool.ingest.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** One connection to the feed, as its lines are known by. For the receiver's thread. */
final class FeedPeer implements Peer {
  private final long number;
  private final InetSocketAddress address;
  private boolean open = true;

  /** The connection of this number; a later one has a higher number. */
  FeedPeer(long number, InetSocketAddress address) {
    this.number = number;
    this.address = address;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  void closed() {
    open = false;
  }

  InetAddress address() {
    return address.getAddress();
  }

  @Override
  public Optional<NetworkPrefix> network() {
    return Optional.of(NetworkPrefix.ofHost(address()));
  }

  /** Host and port. */
  @Override
  public String toString() {
    return HostAndPort.of(address).toString();
  }
}
