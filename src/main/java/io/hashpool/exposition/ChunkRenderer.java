package io.hashpool.exposition;

import java.util.List;
import java.util.Optional;

/** Renders one chunk after another, and keeps each until the next. For one thread at a time. */
final class ChunkRenderer implements AutoCloseable {
  private final FamilyWriter writer;
  private final ScrapeBuffer content = new ScrapeBuffer();
  private final Optional<ChunkDeflater> deflater;

  /** For a request. */
  ChunkRenderer(ScrapeRequest request) {
    writer = request.format().writer(request.escaping());
    deflater = request.gzip() ? Optional.of(new ChunkDeflater()) : Optional.empty();
  }

  /**
   * Renders a chunk.
   *
   * @throws IllegalArgumentException if a counter is negative, as the library does
   */
  void render(List<Part> chunk) {
    content.clear();
    chunk.forEach(part -> part.write(writer, content));
    deflater.ifPresent(d -> d.deflate(content));
  }

  /** The chunk. */
  ScrapeBuffer content() {
    return content;
  }

  /** The chunk compressed, where that was requested. */
  Optional<ChunkDeflater> deflated() {
    return deflater;
  }

  @Override
  public void close() {
    deflater.ifPresent(ChunkDeflater::close);
  }
}
