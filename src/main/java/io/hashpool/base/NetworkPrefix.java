package io.hashpool.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits, such as {@code 10.0.0.0/8}. An IPv4 address that is
 * written as an IPv6 one ({@code ::ffff:10.0.0.1}) is the IPv4 address. Immutable, a value.
 */
public final class NetworkPrefix {
  /** No leading zeros: some programs read them as octal. 256 would be looked up as a name. */
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

  private static final Pattern FORM =
      Pattern.compile(
          ("(?<address>OCTET(?:\\.OCTET){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)"
                  + "(?:/(?<prefix>\\d{1,3}))?")
              .replace("OCTET", OCTET));
  private static final int MAPPED_BITS = 96;
  private static final int IPV6_BYTES = 16;
  private static final int IPV6_SUBNET_BITS = 64;

  private final byte[] first;
  private final int bits;

  private NetworkPrefix(byte[] address, int bits) {
    this.first = cleared(address, bits);
    this.bits = bits;
  }

  /**
   * Reads a network such as {@code 10.0.0.0/8} or {@code fd00::/8}, or one address. Names are not
   * looked up.
   *
   * @throws IllegalArgumentException if it is neither; the message says what would be right
   */
  public static NetworkPrefix parse(String text) {
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
    boolean mapped = matcher.group("address").contains(":") && address.length != IPV6_BYTES;
    int offset = mapped ? MAPPED_BITS : 0;
    int longest = Byte.SIZE * address.length;
    String length = matcher.group("prefix");
    int bits = length == null ? longest : Integer.parseInt(length) - offset;
    if (bits < 0 || bits > longest) {
      throw new IllegalArgumentException(
          "\"%s\": the length after the slash is %d to %d"
              .formatted(text, offset, longest + offset));
    }
    NetworkPrefix network = new NetworkPrefix(address, bits);
    if (!Arrays.equals(network.first, address)) {
      throw new IllegalArgumentException(
          "\"%s\" is an address inside a network; write %s for the network or %s for the address"
              .formatted(text, network, text(address)));
    }
    return network;
  }

  /**
   * The network that one host can take all addresses of: the address itself, and of IPv6 its first
   * 64 bits.
   */
  public static NetworkPrefix ofHost(InetAddress host) {
    byte[] address = host.getAddress();
    return new NetworkPrefix(
        address, address.length == IPV6_BYTES ? IPV6_SUBNET_BITS : Byte.SIZE * address.length);
  }

  /** Whether the address belongs to this network. */
  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    return other.length == first.length && Arrays.equals(cleared(other, bits), first);
  }

  private static byte[] cleared(byte[] address, int keptBits) {
    byte[] kept = address.clone();
    for (int bit = keptBits; bit < Byte.SIZE * kept.length; bit++) {
      kept[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
    }
    return kept;
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is not a network; write one such as 10.0.0.0/8, 192.0.2.7 or fd00::/8");
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkPrefix that
        && bits == that.bits
        && Arrays.equals(first, that.first);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(first) + bits;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return text(first) + "/" + bits;
  }
}
