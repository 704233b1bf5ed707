package io.hashpool.feed;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** Feeds an exporter with a pool in which every downstream has a share in each line. */
public final class FeedLoad {
  private static final long INTERVAL_SECONDS = 5;

  private FeedLoad() {}

  /** Takes the feed's port and the number of downstreams. Runs until it is killed. */
  public static void main(String[] args) throws Exception {
    GrowingLine line = new GrowingLine(Integer.parseInt(args[1]), 1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write(line.bytes);
        out.write('\n');
        TimeUnit.SECONDS.sleep(INTERVAL_SECONDS);
        line.grow();
      }
    }
  }
}
