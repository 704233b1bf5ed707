package io.hashpool.grafana;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hashpool.http.Http;
import io.hashpool.stats.PoolMeter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * hashpool's own {@code /metrics}, as far as a dashboard can tell: of a demo's metrics only those
 * that hashpool has, and its 0 for a last share that never was.
 */
final class HashpoolMetrics implements AutoCloseable {
  private static final String LAST_SHARE = PoolMeter.DOWNSTREAM_LAST_SHARE_AT.sampleName();
  private static final String INFO = PoolMeter.DOWNSTREAM_INFO.sampleName();

  private static final Set<String> NAMES =
      EnumSet.of(
              PoolMeter.POOL_INFO,
              PoolMeter.SERVICE_INFO,
              PoolMeter.DOWNSTREAM_INFO,
              PoolMeter.DOWNSTREAM_SHARES,
              PoolMeter.DOWNSTREAM_QUOTES,
              PoolMeter.DOWNSTREAM_EHASH_MINED,
              PoolMeter.DOWNSTREAM_LAST_SHARE_AT,
              PoolMeter.DOWNSTREAM_HASHRATE)
          .stream()
          .map(PoolMeter::sampleName)
          .collect(Collectors.toUnmodifiableSet());

  private final URI demo;
  private final HttpServer server;

  private HashpoolMetrics(URI demo, HttpServer server) {
    this.demo = demo;
    this.server = server;
  }

  static HashpoolMetrics of(URI demo) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HashpoolMetrics metrics = new HashpoolMetrics(demo, server);
    server.createContext("/metrics", metrics::answer);
    server.start();
    return metrics;
  }

  String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body;
    try {
      body = reduced(Http.get(demo).body()).getBytes(StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String reduced(String scrape) {
    List<String> samples =
        scrape.lines().filter(line -> NAMES.contains(line.replaceFirst("[{ ].*", ""))).toList();
    Stream<String> never =
        samples.stream()
            .filter(line -> line.startsWith(INFO + "{"))
            .map(
                line ->
                    LAST_SHARE
                        + "{"
                        + line.replaceFirst(".*(downstream_id=\"\\d+\").*", "$1")
                        + "}")
            .filter(series -> samples.stream().noneMatch(line -> line.startsWith(series)))
            .map(series -> series + " 0");
    return Stream.concat(samples.stream(), never).collect(Collectors.joining("\n", "", "\n"));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
