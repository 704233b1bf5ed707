package io.hashpool.pull;

import io.hashpool.stats.FeedError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for all pages of a list. The order of the rows may change between two pages, so that a row
 * may come twice, or not at all though it is there. Stateless.
 */
final class Pages {
  /** The most that the server gives. */
  private static final int LIMIT = 100;

  private static final int MAX_PAGES = 1000;

  private Pages() {}

  /** Reads one page of an answer. */
  interface Reader<T> {
    Page<T> read(Source.Reply reply) throws PollFailedException;
  }

  /** The whole list as one page; empty if the server does not have this list. */
  static <T> Optional<Page<T>> all(Source source, String path, Reader<T> reader)
      throws PollFailedException, InterruptedException {
    Map<Long, T> rows = new HashMap<>();
    Set<Long> badIds = new HashSet<>();
    List<String> faults = new ArrayList<>();
    long offset = 0;
    for (int pages = 0; pages < MAX_PAGES; pages++) {
      Source.Reply reply = source.get(path + "?offset=" + offset + "&limit=" + LIMIT);
      if (reply.isNotFound()) {
        return Optional.empty();
      }
      Page<T> page = reader.read(reply.ok());
      rows.putAll(page.rows());
      badIds.addAll(page.badIds());
      faults.addAll(page.faults());
      offset += page.limit();
      if (page.limit() == 0 || offset >= page.longest()) {
        return Optional.of(new Page<>(offset, page.longest(), page.total(), rows, badIds, faults));
      }
    }
    throw new PollFailedException(
        FeedError.BODY_TOO_LONG,
        "GET %s has over %d pages, the limit".formatted(source.uri(path), MAX_PAGES));
  }
}
