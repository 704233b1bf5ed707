package io.hashpool.e2e;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Sends lines to the feed of an exporter in another process, each over a connection of its own: one
 * that was quiet for long would have been closed.
 */
final class FeedSender implements AutoCloseable {
  private final int port;
  private Socket socket = new Socket();

  private FeedSender(int port) {
    this.port = port;
  }

  static FeedSender to(Exporter exporter) {
    return new FeedSender(exporter.feedPort());
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
