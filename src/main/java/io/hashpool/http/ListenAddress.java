package io.hashpool.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen, as Prometheus exporters write it: {@code host:port}, {@code [v6]:port} or {@code
 * :port} for every interface.
 *
 * @param host a host name or an IP address without brackets; empty for every interface
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:\\[(?<v6>[0-9a-fA-F:.]+(?:%\\w+)?)\\]|(?<host>[^\\[\\]:\\s]*)):(?<port>\\d{1,5})");

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public ListenAddress {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
    }
  }

  /**
   * Reads {@code host:port}, {@code [v6]:port} or {@code :port}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static ListenAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not an address to listen at; write host:port, [ipv6]:port, or :port for"
              + " every interface");
    }
    String host = matcher.group("v6") == null ? matcher.group("host") : matcher.group("v6");
    return new ListenAddress(host, Integer.parseInt(matcher.group("port")));
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
