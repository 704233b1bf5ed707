package io.hashpool.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to one of the exporter's ports, for good or ill. */
final class Peer implements AutoCloseable {
  private final Socket socket;

  Peer(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Ends as a killed process's connection may: at once, with a reset. */
  void kill() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
