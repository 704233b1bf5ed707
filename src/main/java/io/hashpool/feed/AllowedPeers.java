package io.hashpool.feed;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who may connect to the feed, by address. An IPv4 address that comes written as an IPv6 one
 * ({@code ::ffff:10.0.0.1}) is the IPv4 address. Immutable.
 */
public final class AllowedPeers {
  /** Whoever can reach the port. */
  public static final AllowedPeers EVERYONE = new AllowedPeers(List.of());

  /** Without leading zeros, which some read as octal; and the JDK would look 256 up as a name. */
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

  private static final Pattern FORM =
      Pattern.compile(
          ("(?<address>OCTET(?:\\.OCTET){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)"
                  + "(?:/(?<prefix>\\d{1,3}))?")
              .replace("OCTET", OCTET));
  private static final int MAPPED_BITS = 96;

  private final List<Network> networks;

  /** The addresses that have these first bits. */
  private record Network(byte[] address, int prefix) {
    boolean holds(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
        int mask = 0xff00 >> Math.min(Byte.SIZE, prefix - bit) & 0xff;
        if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }

    /** The first address of the network. */
    byte[] first() {
      byte[] first = address.clone();
      for (int bit = prefix; bit < Byte.SIZE * first.length; bit++) {
        first[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
      }
      return first;
    }

    @Override
    public String toString() {
      return text(address) + "/" + prefix;
    }
  }

  private AllowedPeers(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * Reads a list such as {@code 10.0.0.0/8,192.0.2.7,fd00::/8}; an address without a length is that
   * one alone. Names are not looked up.
   *
   * @throws IllegalArgumentException if there is anything else in it, with what
   */
  public static AllowedPeers parse(String list) {
    return new AllowedPeers(
        Arrays.stream(list.split(",", -1)).map(String::strip).map(AllowedPeers::network).toList());
  }

  /** Whether this peer may connect. */
  public boolean allows(InetAddress peer) {
    byte[] address = peer.getAddress();
    return isEveryone() || networks.stream().anyMatch(network -> network.holds(address));
  }

  /** Whether no one is kept out. */
  public boolean isEveryone() {
    return networks.isEmpty();
  }

  private static Network network(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw refused(text);
    }
    byte[] address;
    try {
      address = InetAddress.getByName(matcher.group("address")).getAddress();
    } catch (UnknownHostException e) {
      throw refused(text);
    }
    boolean mapped = matcher.group("address").contains(":") && address.length == 4;
    int offset = mapped ? MAPPED_BITS : 0;
    int bits = Byte.SIZE * address.length;
    String length = matcher.group("prefix");
    int prefix = length == null ? bits : Integer.parseInt(length) - offset;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException(
          "\"%s\": the length after the slash is %d to %d".formatted(text, offset, bits + offset));
    }
    Network network = new Network(address, prefix);
    if (!Arrays.equals(network.first(), address)) {
      throw new IllegalArgumentException(
          "\"%s\" is an address inside a network; write %s for the network or %s for the address"
              .formatted(text, new Network(network.first(), prefix), text(address)));
    }
    return network;
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no network; write one such as 10.0.0.0/8, 192.0.2.7 or fd00::/8");
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return isEveryone()
        ? "everyone"
        : networks.stream().map(Network::toString).collect(Collectors.joining(","));
  }
}
