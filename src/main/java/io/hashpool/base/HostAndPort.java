package io.hashpool.base;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port as Prometheus exporters write them: {@code host:port}, {@code [v6]:port}, or
 * {@code :port} for every interface. Immutable.
 *
 * @param host a host name or an IP address without brackets; empty for every interface
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostAndPort(String host, int port) {
  /** The zone of an IPv6 address is an interface's name, which holds anything but spaces. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:\\[(?<v6>[0-9a-fA-F:.]+(?:%[^\\]\\s]+)?)\\]|(?<host>[^\\[\\]:\\s]*)):(?<port>\\d{1,5})");

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public HostAndPort {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
    }
  }

  /**
   * Reads {@code host:port}, {@code [v6]:port} or {@code :port}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static HostAndPort parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not an address to listen at; write host:port, [ipv6]:port, or :port for"
              + " every interface");
    }
    String host = matcher.group("v6") == null ? matcher.group("host") : matcher.group("v6");
    return new HostAndPort(host, Integer.parseInt(matcher.group("port")));
  }

  /** The host, as it was given or else its number, and the port. */
  public static HostAndPort of(InetSocketAddress address) {
    return new HostAndPort(address.getHostString(), address.getPort());
  }

  /**
   * The address to bind.
   *
   * @throws UnknownHostException if the host has no address
   */
  public InetSocketAddress resolve() throws UnknownHostException {
    return host.isEmpty()
        ? new InetSocketAddress(port)
        : new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
