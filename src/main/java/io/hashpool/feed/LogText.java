package io.hashpool.feed;

import java.net.InetSocketAddress;

/**
 * What a log line may hold of a peer's words: printable ASCII without double quotes, and not much
 * of it, so that no peer can forge a line or a field of one.
 */
final class LogText {
  static final int MAX_CHARS = 300;

  private LogText() {}

  /** Host and port, as an operator would write them in a flag. */
  static String of(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  static String of(String text) {
    String cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    return cut.replace('"', '\'').replaceAll("[^\\x20-\\x7e]", "?");
  }
}
