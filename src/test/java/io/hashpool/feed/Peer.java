package io.hashpool.feed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Someone who speaks to the feed by hand. */
final class Peer implements AutoCloseable {
  private final Socket socket = new Socket();

  Peer(InetSocketAddress target) throws IOException {
    socket.connect(target, 5_000);
    socket.setTcpNoDelay(true);
  }

  Peer send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  Peer send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Whether the other side closed the connection, or does so soon. */
  boolean isHungUpOn() throws IOException {
    socket.setSoTimeout(100);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
