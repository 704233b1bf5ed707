package io.hashpool.feed;

import io.hashpool.stats.Clocks;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.FeedStats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs what was not taken: each is counted, and of each host and reason one is logged in
 * {@value #EVERY_SECONDS} s, with the number of those kept quiet. For the receiver's thread.
 */
final class RefusalLog {
  static final int EVERY_SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final Duration EVERY = Duration.ofSeconds(EVERY_SECONDS);
  private static final int REMEMBERED = 256;

  private record Source(String host, FeedError reason) {}

  private static final class Quiet {
    private final long sinceNanos;
    private long suppressed;

    Quiet(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  private final FeedStats stats;
  private final Clocks clock;
  private final Map<Source, Quiet> quiet =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Quiet> eldest) {
          return size() > REMEMBERED;
        }
      };

  RefusalLog(FeedStats stats, Clocks clock) {
    this.stats = stats;
    this.clock = clock;
  }

  /** Something of this peer was not taken. */
  void refused(FeedPeer peer, FeedError reason, String detail) {
    refused(peer, reason, detail, null);
  }

  /** Something of this peer was not taken, for a fault of ours. */
  void failed(FeedPeer peer, RuntimeException fault) {
    refused(peer, FeedError.INTERNAL, "the line could not be handled", fault);
  }

  private void refused(FeedPeer peer, FeedError reason, String detail, @Nullable Throwable cause) {
    stats.error(reason);
    Source source = new Source(peer.host(), reason);
    Quiet since = quiet.get(source);
    if (since != null && !clock.isOver(EVERY, since.sinceNanos)) {
      since.suppressed++;
      return;
    }
    quiet.remove(source);
    quiet.put(source, new Quiet(clock.nanos().getAsLong()));
    LOG.atWarn()
        .addKeyValue("peer", peer)
        .addKeyValue("reason", reason.code())
        .addKeyValue("detail", LogText.of(detail))
        .addKeyValue("suppressed", since == null ? 0 : since.suppressed)
        .setCause(cause)
        .log("feed refused");
  }
}
