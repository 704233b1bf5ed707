package io.hashpool.pull;

import io.hashpool.stats.FeedError;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** What a dialect asks. */
interface Source {
  /** What the server answered; of any status but a redirect. */
  record Reply(URI uri, int status, byte[] body, Optional<Instant> date) {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    boolean isNotFound() {
      return status == NOT_FOUND;
    }

    /**
     * This reply if it is a 200.
     *
     * @throws PollFailedException otherwise, with the start of what the server said
     */
    Reply ok() throws PollFailedException {
      if (status == OK) {
        return this;
      }
      String said = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
      throw new PollFailedException(
          FeedError.HTTP_STATUS,
          "GET %s answered with status %d, not 200: %s".formatted(uri, status, said.strip()));
    }
  }

  /** What a path becomes. */
  URI uri(String path);

  /**
   * Asks for a path.
   *
   * @throws PollFailedException if no whole answer came
   */
  Reply get(String path) throws PollFailedException, InterruptedException;
}
