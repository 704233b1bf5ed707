package io.hashpool.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends lines to the feed of an exporter in another process, each over a connection of its own: one
 * that was quiet for long would have been closed.
 */
final class FeedSender implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"feed listening\".*?address=\\S*?:(\\d+)");

  private final int port;
  private Socket socket = new Socket();

  private FeedSender(int port) {
    this.port = port;
  }

  /** The port that the system chose for the feed, out of the log. */
  static int port(Exporter exporter) {
    await().atMost(Duration.ofSeconds(20)).until(() -> LISTENING.matcher(exporter.log()).find());
    Matcher port = LISTENING.matcher(exporter.log());
    port.find();
    return Integer.parseInt(port.group(1));
  }

  static FeedSender to(Exporter exporter) {
    return new FeedSender(port(exporter));
  }

  void send(String line) throws IOException {
    send((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    socket.close();
    socket = new Socket("127.0.0.1", port);
    socket.getOutputStream().write(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
