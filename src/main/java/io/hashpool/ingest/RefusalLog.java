package io.hashpool.ingest;

import io.hashpool.base.Clocks;
import io.hashpool.base.NetworkPrefix;
import io.hashpool.base.PrintableText;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.FeedStats;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs what was not taken: each is counted, and of each network and reason one is logged
 * in {@value #EVERY_SECONDS} s, with the number of those kept quiet. A network is an IPv4 address,
 * or the first 64 bits of an IPv6 one, since one host has all the others. Past {@value #REMEMBERED}
 * of them all others together count as one, so peers of any number write no more. For the
 * receiver's thread.
 */
public final class RefusalLog {
  private static final int EVERY_SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final Duration EVERY = Duration.ofSeconds(EVERY_SECONDS);

  /** How many networks and reasons are told apart. */
  public static final int REMEMBERED = 256;

  private record Source(Optional<NetworkPrefix> network, FeedError reason) {}

  private static final class Quiet {
    private final long sinceNanos;
    private long suppressed;

    Quiet(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  private final FeedStats stats;
  private final Clocks clock;

  /** By when each was last logged, the longest ago first. */
  private final Map<Source, Quiet> quiet = new LinkedHashMap<>();

  /** A log that counts here. */
  public RefusalLog(FeedStats stats, Clocks clock) {
    this.stats = stats;
    this.clock = clock;
  }

  /** Something of this peer was not taken. */
  public void refused(Peer peer, FeedError reason, String detail) {
    refused(peer, reason, detail, null);
  }

  /** Something of this peer was not taken, for a fault of ours. */
  public void failed(Peer peer, RuntimeException fault) {
    refused(peer, FeedError.INTERNAL, "the line could not be handled", fault);
  }

  private void refused(Peer peer, FeedError reason, String detail, @Nullable Throwable cause) {
    stats.error(reason);
    Source source = source(peer, reason);
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
        .addKeyValue("detail", PrintableText.forLog(detail))
        .addKeyValue("suppressed", since == null ? 0 : since.suppressed)
        .setCause(cause)
        .log("feed refused");
  }

  private Source source(Peer peer, FeedError reason) {
    Source own = new Source(peer.network(), reason);
    if (quiet.containsKey(own)) {
      return own;
    }
    Iterator<Quiet> eldest = quiet.values().iterator();
    while (quiet.size() >= REMEMBERED
        && eldest.hasNext()
        && clock.isOver(EVERY, eldest.next().sinceNanos)) {
      eldest.remove();
    }
    return quiet.size() < REMEMBERED ? own : new Source(Optional.empty(), reason);
  }
}
