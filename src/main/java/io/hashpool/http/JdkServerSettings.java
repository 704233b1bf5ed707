package io.hashpool.http;

import io.hashpool.base.FileDescriptors;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bounds of the JDK's HTTP server. It reads them as system properties when its classes load, so
 * this is applied before the first server is made. What the operator set with {@code -D} stays.
 */
final class JdkServerSettings {
  private static final int MAX_CONNECTIONS = 4096;

  /**
   * The web server takes half of the descriptors that are free, and leaves the rest to the feed.
   */
  private static final int SHARE = 2;

  private JdkServerSettings() {}

  /** Sets what is not set. The connections are shared by this many servers. */
  static void apply(int servers) {
    settings(connections(servers))
        .forEach(
            (name, value) -> {
              if (System.getProperty(name) == null) {
                System.setProperty(name, value);
              }
            });
  }

  private static Map<String, String> settings(int connections) {
    Map<String, String> settings = new LinkedHashMap<>();
    // Seconds for a whole request with its TLS handshake, and for a new connection to say
    // something. Without it a peer that stops halfway would hold a thread for ever.
    settings.put("sun.net.httpserver.maxReqTime", "5");
    // Seconds for a whole answer. Prometheus gives up after 10 by default.
    settings.put("sun.net.httpserver.maxRspTime", "30");
    // Seconds between two requests of one connection: above the usual scrape interval of 15.
    settings.put("sun.net.httpserver.idleInterval", "20");
    // Milliseconds between two looks at what is idle.
    settings.put("sun.net.httpserver.clockTick", "1000");
    settings.put("sun.net.httpserver.maxIdleConnections", "200");
    // A connection that says nothing costs a descriptor and no thread. Past the descriptors the
    // server would spin, unable to accept.
    settings.put("jdk.httpserver.maxConnections", Integer.toString(connections));
    // A scraper sends some hundred bytes in some ten fields; the defaults are 380 KB and 200.
    settings.put("sun.net.httpserver.maxReqHeaderSize", Integer.toString(32 << 10));
    settings.put("sun.net.httpserver.maxReqHeaders", "64");
    // How much of an unwanted body is read before the connection is closed. If nothing was read,
    // the answer could be lost to a reset.
    settings.put("sun.net.httpserver.drainAmount", Integer.toString(16 << 10));
    // The server writes a scrape in pieces of 4 KB. The system joins them. Sent one by one, they
    // would more than double the network's cost (docs/performance.md).
    settings.put("sun.net.httpserver.nodelay", "false");
    return settings;
  }

  /** How long a request may take before the server closes its connection. */
  static Duration requestTime() {
    return seconds("sun.net.httpserver.maxReqTime");
  }

  /** How long an answer may. */
  static Duration answerTime() {
    return seconds("sun.net.httpserver.maxRspTime");
  }

  private static Duration seconds(String name) {
    long seconds = Long.getLong(name, -1);
    return seconds > 0 ? Duration.ofSeconds(seconds) : Duration.ofDays(1);
  }

  private static int connections(int servers) {
    int all = Math.min(MAX_CONNECTIONS, FileDescriptors.freeForConnections() / SHARE);
    return Math.max(1, all / servers);
  }
}
