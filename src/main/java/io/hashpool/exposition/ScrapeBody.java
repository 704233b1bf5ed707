package io.hashpool.exposition;

import java.io.IOException;
import java.io.OutputStream;

/** The chunks of a scrape as they go over the network. For one thread. */
sealed interface ScrapeBody permits ScrapeBody.Plain, GzipBody {
  /** The body that was requested. Its bytes go to a stream, which is not closed. */
  static ScrapeBody of(ScrapeRequest request, OutputStream out) throws IOException {
    return request.gzip() ? new GzipBody(out) : new Plain(out);
  }

  /** Appends what was just rendered. */
  void add(ChunkRenderer chunk) throws IOException;

  /** Appends what comes after the last chunk. */
  void finish() throws IOException;

  /** As it is. */
  record Plain(OutputStream out) implements ScrapeBody {
    @Override
    public void add(ChunkRenderer chunk) throws IOException {
      chunk.content().writeTo(out);
    }

    @Override
    public void finish() {}
  }
}
