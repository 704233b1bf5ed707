package io.hashpool.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** One gzip member (RFC 1952) of chunks that were compressed apart from each other. */
final class GzipBody implements ScrapeBody {
  /** Deflated, with no name, time or comment, by zlib's fastest level, on a system not named. */
  private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 4, (byte) 0xFF};

  /** A last block without content: chunks end with a block that is not the last. */
  private static final byte[] LAST_BLOCK = {3, 0};

  private final OutputStream out;
  private final CRC32 checksum = new CRC32();
  private int length; // modulo 2^32, as gzip has it

  GzipBody(OutputStream out) throws IOException {
    this.out = out;
    out.write(HEADER);
  }

  @Override
  public void add(ChunkRenderer chunk) throws IOException {
    ScrapeBuffer content = chunk.content();
    checksum.update(content.array(), 0, content.size());
    length += content.size();
    chunk.deflated().orElseThrow().writeTo(out);
  }

  @Override
  public void finish() throws IOException {
    ByteBuffer trailer =
        ByteBuffer.allocate(LAST_BLOCK.length + 2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    trailer.put(LAST_BLOCK).putInt((int) checksum.getValue()).putInt(length);
    out.write(trailer.array());
  }
}
