package io.hashpool.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What the JDK's server and the network cost, without anything to write: a large body by chunks and
 * by one length, and a small one over a connection that is kept, asked for at once and after a
 * while. For each {@code sun.net.httpserver.nodelay}, which the server reads once. Prints a row of
 * Markdown.
 */
public final class NetworkCost {
  /** Of a scrape of 100,000 downstreams. */
  private static final long LARGE = 106_000_000;

  private static final long SMALL = 3_000;
  private static final int STEP = 1 << 16;
  private static final int ROUNDS = 30;
  private static final int KEPT_ROUNDS = 8;
  private static final Duration NONE = Duration.ZERO;
  private static final Duration BETWEEN_SCRAPES = Duration.ofSeconds(1);

  private NetworkCost() {}

  /** Takes nothing. */
  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/chunks", exchange -> send(exchange, LARGE, 0));
    server.createContext("/length", exchange -> send(exchange, LARGE, LARGE));
    server.createContext("/small", exchange -> send(exchange, SMALL, SMALL));
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.start();
    int port = server.getAddress().getPort();
    URL small = new URL("http://127.0.0.1:" + port + "/small");
    System.out.printf(
        "| %s | %.0f ms | %.0f ms | %.1f ms | %.1f ms |%n",
        System.getProperty("sun.net.httpserver.nodelay", "false"),
        median(() -> ScrapeComparison.scrape(port, "/chunks", "*/*", "identity"), ROUNDS, NONE),
        median(() -> ScrapeComparison.scrape(port, "/length", "*/*", "identity"), ROUNDS, NONE),
        median(() -> readOverAKeptConnection(small), KEPT_ROUNDS, NONE),
        median(() -> readOverAKeptConnection(small), KEPT_ROUNDS, BETWEEN_SCRAPES));
    System.exit(0);
  }

  private static void send(HttpExchange exchange, long size, long length) throws IOException {
    byte[] zeros = new byte[STEP];
    exchange.sendResponseHeaders(200, length);
    try (OutputStream out = exchange.getResponseBody()) {
      for (long left = size; left > 0; left -= STEP) {
        out.write(zeros, 0, (int) Math.min(left, STEP));
      }
    }
  }

  /** The JDK's client keeps the connection of an answer that was read whole. */
  private static long readOverAKeptConnection(URL url) throws IOException {
    try (InputStream in = url.openStream()) {
      return in.readAllBytes().length;
    }
  }

  /** Of the later half, in milliseconds. */
  private static double median(Callable<Long> read, int rounds, Duration between) throws Exception {
    double[] millis = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      TimeUnit.NANOSECONDS.sleep(between.toNanos());
      long begin = System.nanoTime();
      read.call();
      millis[round] = (System.nanoTime() - begin) / 1e6;
    }
    double[] later = Arrays.copyOfRange(millis, rounds / 2, rounds);
    Arrays.sort(later);
    return later[later.length / 2];
  }
}
