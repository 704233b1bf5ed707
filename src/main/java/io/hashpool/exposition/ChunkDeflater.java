package io.hashpool.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses chunks so that one after the other they are one deflated stream: each ends at a whole
 * byte and refers to nothing before it. At zlib's fastest level: the library's takes longer than
 * everything else together, for a body that is not much smaller (docs/performance.md). For one
 * thread at a time. Closing frees what the JVM does not see.
 */
final class ChunkDeflater implements AutoCloseable {
  /** Chunks shrink to a tenth. */
  private static final int CAPACITY = 1 << 14;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private byte[] deflated = new byte[CAPACITY];
  private int size;

  void deflate(ScrapeBuffer chunk) {
    deflater.reset();
    deflater.setInput(chunk.array(), 0, chunk.size());
    size = 0;
    do {
      if (size == deflated.length) {
        deflated = Arrays.copyOf(deflated, 2 * deflated.length);
      }
      size += deflater.deflate(deflated, size, deflated.length - size, Deflater.SYNC_FLUSH);
    } while (size == deflated.length);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(deflated, 0, size);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
