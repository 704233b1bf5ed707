package io.hashpool.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bounds of the JDK's HTTP server. It reads them as system properties when its classes load, so
 * this is applied before the first server is made. What the operator gave as {@code -D} stays.
 */
final class JdkServerSettings {
  private static final int MAX_CONNECTIONS = 4096;

  /** Of all descriptors the process may have; the rest is for the feed, files and the JVM. */
  private static final double SHARE_OF_DESCRIPTORS = 0.5;

  private JdkServerSettings() {}

  static void apply() {
    settings()
        .forEach(
            (name, value) -> {
              if (System.getProperty(name) == null) {
                System.setProperty(name, value);
              }
            });
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    // Seconds for a whole request, TLS handshake included; also how long a new connection may say
    // nothing. Without it a peer that stops halfway has a thread for ever.
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
    settings.put("jdk.httpserver.maxConnections", Integer.toString(maxConnections()));
    // A scraper sends some hundred bytes in some ten fields; the defaults are 380 KB and 200.
    settings.put("sun.net.httpserver.maxReqHeaderSize", Integer.toString(32 << 10));
    settings.put("sun.net.httpserver.maxReqHeaders", "64");
    // Of a body that no one asked for, so much is read before the connection is closed: so that the
    // answer is not lost to a reset.
    settings.put("sun.net.httpserver.drainAmount", Integer.toString(16 << 10));
    // The server writes a scrape in pieces of 4 KB. Let the system join them: sent one by one they
    // more than double what the network costs (docs/performance.md).
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

  private static int maxConnections() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      double share = unix.getMaxFileDescriptorCount() * SHARE_OF_DESCRIPTORS;
      return (int) Math.max(1, Math.min(MAX_CONNECTIONS, share));
    }
    return MAX_CONNECTIONS;
  }
}
