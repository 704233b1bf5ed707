package io.hashpool.feed;

import io.hashpool.base.NetworkPrefix;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Which addresses may connect to the feed. Immutable. */
public final class AllowedPeers {
  /** Every address. */
  public static final AllowedPeers EVERYONE = new AllowedPeers(List.of());

  private final List<NetworkPrefix> networks;

  private AllowedPeers(List<NetworkPrefix> networks) {
    this.networks = networks;
  }

  /**
   * Reads a list such as {@code 10.0.0.0/8,192.0.2.7,fd00::/8}. Names are not looked up.
   *
   * @throws IllegalArgumentException if an entry is not a network; the message names it
   */
  public static AllowedPeers parse(String list) {
    return new AllowedPeers(
        Arrays.stream(list.split(",", -1)).map(String::strip).map(NetworkPrefix::parse).toList());
  }

  /** Whether this peer may connect. */
  public boolean allows(InetAddress peer) {
    return isEveryone() || networks.stream().anyMatch(network -> network.contains(peer));
  }

  /** Whether no address is kept out. */
  public boolean isEveryone() {
    return networks.isEmpty();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return isEveryone()
        ? "everyone"
        : networks.stream().map(NetworkPrefix::toString).collect(Collectors.joining(","));
  }
}
