package io.hashpool.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a scrape takes over HTTP, for each peer at the same series, and what heap the series
 * take. The peers of one size run side by side, each in its own process, and are scraped in turn,
 * so that what else the machine does hits all of them. Prints Markdown.
 */
public final class ScrapeComparison {
  private static final Map<String, String> FORMATS =
      Map.of("text", "text/plain", "OpenMetrics", "application/openmetrics-text;version=1.0.0");

  private ScrapeComparison() {}

  /** Takes the numbers of downstreams to compare at. */
  public static void main(String[] args) throws Exception {
    System.out.println(
        "| downstreams | what | exposition | micrometer | client_java | simpleclient |");
    System.out.println("|---|---|---|---|---|---|");
    for (String size : args.length > 0 ? args : new String[] {"100", "1000", "10000", "100000"}) {
      compare(Integer.parseInt(size));
    }
  }

  private static void compare(int downstreams) throws Exception {
    Map<Peer, Running> peers = new EnumMap<>(Peer.class);
    try {
      for (Peer peer : Peer.values()) {
        peers.put(peer, start(peer, downstreams));
      }
      Map<Peer, String> heap = new EnumMap<>(Peer.class);
      peers.forEach((p, r) -> heap.put(p, r.heapBytes() / downstreams + " B"));
      print(downstreams, "heap a downstream", heap);
      int rounds = Math.max(7, Math.min(1000, 200_000 / downstreams));
      for (String format : List.of("text", "OpenMetrics")) {
        for (String encoding : List.of("identity", "gzip")) {
          measure(downstreams, peers, format, encoding, rounds);
        }
      }
    } finally {
      for (Running running : peers.values()) {
        running.stop();
      }
    }
  }

  private static void measure(
      int downstreams, Map<Peer, Running> peers, String format, String encoding, int rounds)
      throws IOException {
    Map<Peer, List<Double>> millis = new EnumMap<>(Peer.class);
    Map<Peer, Long> bytes = new EnumMap<>(Peer.class);
    int warmUp = rounds / 2;
    for (int round = 0; round < warmUp + rounds; round++) {
      for (Map.Entry<Peer, Running> peer : peers.entrySet()) {
        long before = System.nanoTime();
        long size = scrape(peer.getValue().port(), "/metrics", FORMATS.get(format), encoding);
        double took = (System.nanoTime() - before) / 1e6;
        if (round >= warmUp) {
          millis.computeIfAbsent(peer.getKey(), ignored -> new ArrayList<>()).add(took);
        }
        bytes.put(peer.getKey(), size);
      }
    }
    Map<Peer, String> times = new EnumMap<>(Peer.class);
    Map<Peer, String> sizes = new EnumMap<>(Peer.class);
    double ours = median(millis.get(Peer.EXPOSITION));
    millis.forEach(
        (peer, all) ->
            times.put(
                peer,
                String.format(Locale.ROOT, "%.1f ms (%.1fx)", median(all), median(all) / ours)));
    bytes.forEach((p, n) -> sizes.put(p, String.format(Locale.ROOT, "%.2f MB", n / 1e6)));
    print(downstreams, format + ", " + encoding, times);
    print(downstreams, format + ", " + encoding + ": body", sizes);
  }

  private static double median(List<Double> all) {
    double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void print(int downstreams, String what, Map<Peer, String> cells) {
    StringBuilder line = new StringBuilder("| " + downstreams + " | " + what + " |");
    Arrays.stream(Peer.values()).forEach(p -> line.append(' ').append(cells.get(p)).append(" |"));
    System.out.println(line);
  }

  /** One scrape on a connection of its own, read and not looked at: the bytes on the wire. */
  static long scrape(int port, String path, String accept, String encoding) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nAccept: "
              + accept
              + "\r\nAccept-Encoding: "
              + encoding
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[1 << 17];
      int first = in.read(buffer);
      String head = new String(buffer, 0, Math.max(0, first), StandardCharsets.ISO_8859_1);
      if (!head.startsWith("HTTP/1.1 200")) {
        throw new IOException("not a scrape: " + head.lines().findFirst().orElse("nothing"));
      }
      long size = first;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
      }
      return size;
    }
  }

  private static Running start(Peer peer, int downstreams) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx3g",
                "-cp",
                System.getProperty("java.class.path"),
                ScrapeServer.class.getName(),
                peer.name(),
                Integer.toString(downstreams))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // Or simpleclient writes half as many lines again, of times of creation.
    builder.environment().put("PROMETHEUS_DISABLE_CREATED_SERIES", "true");
    Process process = builder.start();
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String line = lines.readLine();
    while (line != null && !line.matches("\\d+ -?\\d+")) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IOException(peer + " did not start");
    }
    String[] portAndHeap = line.split(" ");
    return new Running(process, Integer.parseInt(portAndHeap[0]), Long.parseLong(portAndHeap[1]));
  }

  private record Running(Process process, int port, long heapBytes) {
    void stop() throws Exception {
      process.getOutputStream().close();
      process.waitFor();
    }
  }
}
