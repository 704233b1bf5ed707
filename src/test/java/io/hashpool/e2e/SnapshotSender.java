package io.hashpool.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A pool by its wire format alone, with as many downstreams and shares as the test says. */
final class SnapshotSender implements AutoCloseable {
  private final Socket socket;

  SnapshotSender(int feedPort) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), feedPort);
  }

  /** A snapshot in which each of the downstreams has made so many shares. */
  void send(int downstreams, int shares) throws IOException {
    long now = Instant.now().getEpochSecond();
    String proxies =
        IntStream.rangeClosed(1, downstreams)
            .mapToObj(
                id ->
                    """
                    {"id":%1$d,"address":"10.0.%2$d.%3$d:%4$d","channels":[1],\
                    "shares_submitted":%5$d,"quotes_created":%5$d,"ehash_mined":%6$d,\
                    "last_share_at":%7$d,"work_selection":false}"""
                        .formatted(
                            id, id >> 8 & 255, id & 255, 40_000 + id, shares, 64L * shares, now))
            .collect(Collectors.joining(","));
    String snapshot =
        """
        {"services":[],"downstream_proxies":[%s],"listen_address":"0.0.0.0:34254","timestamp":%d}
        """
            .formatted(proxies, now);
    socket.getOutputStream().write(snapshot.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
