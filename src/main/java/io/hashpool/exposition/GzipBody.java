package io.hashpool.exposition;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Gzip at its fastest level, in large steps: the library's level takes longer than everything else
 * together, for a body that is not much smaller (docs/performance.md). Nothing reaches the stream
 * below before there is data. Closing frees the compressor; it neither ends the data nor closes the
 * stream below.
 */
final class GzipBody extends GZIPOutputStream {
  private static final int STEP = 1 << 15;

  GzipBody(OutputStream out) throws IOException {
    super(new BufferedOutputStream(out, STEP), STEP);
    def.setLevel(Deflater.BEST_SPEED);
  }

  @Override
  public void finish() throws IOException {
    super.finish();
    flush();
  }

  @Override
  public void close() {
    def.end();
  }
}
