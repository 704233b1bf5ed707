package io.hashpool.feed;

import io.hashpool.base.HostAndPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** One connection to the feed, as its lines are known by. For the receiver's thread. */
final class FeedPeer {
  private final long number;
  private final InetSocketAddress address;
  private boolean open = true;

  /** The connection of this number; a later one has a higher number. */
  FeedPeer(long number, InetSocketAddress address) {
    this.number = number;
    this.address = address;
  }

  boolean isNewerThan(FeedPeer other) {
    return number > other.number;
  }

  boolean isOpen() {
    return open;
  }

  void closed() {
    open = false;
  }

  InetAddress address() {
    return address.getAddress();
  }

  /** Host and port. */
  @Override
  public String toString() {
    return HostAndPort.of(address).toString();
  }
}
