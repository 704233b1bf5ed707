package io.hashpool.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What peers do that mean no good, or do not know better. Each leaves its connections open. */
final class Hostility implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hostility.class);
  private static final List<String> RUBBISH =
      List.of(
          "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
          "{\"services\":[],\"downstream_proxies\":[],\"timestamp\":1}\n",
          "{\"services\":[],\"downstream_proxies\":[{\"id\":-1}],\"listen_address\":\"x\",\"timestamp\":1}\n",
          "{\"services\":[],\"downstream_proxies\":[],\"listen_address\":\"another pool\",\"timestamp\":1}\n",
          "[".repeat(5000) + "\n",
          "\0\0\0\0\n",
          "{\"half\":");

  private final Random random;
  private final int feedPort;
  private final int webPort;
  private final List<Peer> open = new ArrayList<>();

  Hostility(long seed, int feedPort, int webPort) {
    this.random = new Random(seed);
    this.feedPort = feedPort;
    this.webPort = webPort;
  }

  /** Lines that are wrong in every way, and noise. */
  void garbage() throws IOException {
    for (int i = 0; i < 20; i++) {
      Peer peer = peer(feedPort);
      sendIfOpen(peer, bytes(RUBBISH.get(random.nextInt(RUBBISH.size()))));
      byte[] noise = new byte[random.nextInt(4096)];
      random.nextBytes(noise);
      sendIfOpen(peer, noise);
    }
  }

  /** More connections than the feed takes. */
  void flood() throws IOException {
    for (int i = 0; i < 100; i++) {
      peer(feedPort);
    }
  }

  /** A megabyte without a newline. */
  void endlessLine() throws IOException {
    sendIfOpen(peer(feedPort), bytes("x".repeat(1 << 20)));
  }

  /** Scrapers that ask and do not read, and requests that never end. */
  void slowScrapers() throws IOException {
    for (int i = 0; i < 3; i++) {
      sendIfOpen(peer(webPort), bytes("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
      sendIfOpen(peer(webPort), bytes("GET /metrics HTTP/1.1\r\nHost: "));
    }
  }

  private Peer peer(int port) throws IOException {
    Peer peer = new Peer(port);
    open.add(peer);
    return peer;
  }

  /** One that is turned away meanwhile is none the worse. */
  private static void sendIfOpen(Peer peer, byte[] bytes) {
    try {
      peer.send(bytes);
    } catch (IOException e) {
      LOG.debug("turned away", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** They go, each as it likes. */
  void leave() throws IOException {
    for (Peer peer : open) {
      if (random.nextBoolean()) {
        peer.kill();
      } else {
        peer.close();
      }
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    leave();
  }
}
