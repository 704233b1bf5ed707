package io.hashpool.exposition;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Renders the chunks of one scrape, and sends them in order.
 *
 * <p>The thread that sends also renders. While there is much to do it asks for help before each
 * chunk: a helper, if there is one at that moment, renders some of the next chunks and then leaves,
 * so that it turns to several scrapes in turn. Only so many chunks are rendered ahead of the one
 * that is being sent: a peer that does not read costs that much memory, and no helper waits for it.
 */
final class Rendering {
  /** How many chunks are rendered ahead. */
  private static final int AHEAD = 4;

  private final List<List<Part>> chunks;
  private final ScrapeRequest request;
  private final Executor helpers;

  private int claimed; // guarded by this; chunks below it are rendered or being rendered
  private int sent; // guarded by this; chunks below it are sent
  private final Map<Integer, ChunkRenderer> rendered = new HashMap<>(); // guarded by this
  private final Deque<ChunkRenderer> idle = new ArrayDeque<>(); // guarded by this
  private boolean over; // guarded by this
  private @Nullable RuntimeException failure; // guarded by this; of a helper

  /**
   * For one scrape.
   *
   * @param helpers runs a task at once on a thread that would be idle, or not at all
   */
  Rendering(List<List<Part>> chunks, ScrapeRequest request, Executor helpers) {
    this.chunks = chunks;
    this.request = request;
    this.helpers = helpers;
  }

  /**
   * Renders and sends all chunks.
   *
   * @throws IOException if the body does, or this thread is interrupted
   * @throws RuntimeException what a meter threw
   */
  void sendTo(ScrapeBody body) throws IOException {
    try {
      for (int i = 0; i < chunks.size(); i++) {
        if (chunks.size() - i > AHEAD) {
          helpers.execute(this::help);
        }
        ChunkRenderer chunk = rendered(i);
        try {
          body.add(chunk);
        } finally {
          release(chunk);
        }
      }
    } finally {
      end();
    }
  }

  private void help() {
    for (int i = 0; i < AHEAD; i++) {
      OptionalInt next = claim();
      if (next.isEmpty()) {
        return;
      }
      try {
        render(next.getAsInt());
      } catch (RuntimeException e) {
        fail(e);
        return;
      } catch (Error e) {
        fail(new IllegalStateException("a helper failed", e));
        throw e;
      }
    }
  }

  /** One of the chunks once it is rendered; until then this thread renders whatever is next. */
  private ChunkRenderer rendered(int index) throws IOException {
    while (true) {
      OptionalInt next;
      synchronized (this) {
        if (failure != null) {
          throw failure;
        }
        ChunkRenderer chunk = rendered.remove(index);
        if (chunk != null) {
          return chunk;
        }
        next = claim();
        if (next.isEmpty()) {
          awaitHelper();
        }
      }
      if (next.isPresent()) {
        render(next.getAsInt());
      }
    }
  }

  private synchronized void awaitHelper() throws IOException {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a helper rendered");
    }
  }

  private synchronized OptionalInt claim() {
    return over || claimed == Math.min(chunks.size(), sent + AHEAD)
        ? OptionalInt.empty()
        : OptionalInt.of(claimed++);
  }

  private void render(int index) {
    ChunkRenderer renderer = acquire();
    boolean done = false;
    try {
      renderer.render(chunks.get(index));
      done = true;
    } finally {
      keep(renderer, index, done);
    }
  }

  private synchronized ChunkRenderer acquire() {
    ChunkRenderer renderer = idle.poll();
    return renderer == null ? new ChunkRenderer(request) : renderer;
  }

  private synchronized void keep(ChunkRenderer renderer, int index, boolean done) {
    if (over || !done) {
      renderer.close();
    } else {
      rendered.put(index, renderer);
      notifyAll();
    }
  }

  private synchronized void release(ChunkRenderer renderer) {
    sent++;
    idle.push(renderer);
  }

  private synchronized void fail(RuntimeException e) {
    failure = e;
    notifyAll();
  }

  private synchronized void end() {
    over = true;
    idle.forEach(ChunkRenderer::close);
    rendered.values().forEach(ChunkRenderer::close);
  }
}
