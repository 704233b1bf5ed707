package io.hashpool.pull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a source's process started: its time less its uptime, both by its own clock, so that setting
 * that clock moves neither. A start that moves is a restart. For one thread.
 */
final class SourceStart {
  private static final long LONGEST_UPTIME_SECONDS = Duration.ofDays(3653).toSeconds();
  private static final Duration TOLERANCE = Duration.ofSeconds(3);
  private static final long LATEST_TIMESTAMP = Instant.MAX.getEpochSecond();

  /** As the source last told it; empty where its last answer told nothing. */
  private Optional<Instant> told = Optional.empty();

  /** What reports say. */
  private Optional<Instant> reported = Optional.empty();

  /** What a report says: the start of the process that the source is known to be. */
  Optional<Instant> reported() {
    return reported;
  }

  /**
   * Takes what the source tells now.
   *
   * @return whether it restarted. After an answer that told nothing a start that moved is no news:
   *     the totals have told a restart meanwhile, and it must not count twice.
   */
  boolean restarted(Optional<Instant> now) {
    boolean moved = told.isPresent() && now.isPresent() && moved(told.get(), now.get());
    if (moved || reported.isEmpty()) {
      reported = now;
    }
    told = now;
    return moved;
  }

  private static boolean moved(Instant before, Instant now) {
    return Duration.between(before, now).abs().compareTo(TOLERANCE) > 0;
  }

  /**
   * The start; empty where the uptime tells nothing. That of a process whose clock was set back to
   * before its start is 0, or wraps around.
   *
   * @param reply that came with this uptime
   */
  static Optional<Instant> told(Source source, Source.Reply reply, OptionalLong uptime)
      throws PollFailedException, InterruptedException {
    long seconds = uptime.orElse(0);
    if (seconds <= 0 || seconds > LONGEST_UPTIME_SECONDS) {
      return Optional.empty();
    }
    Optional<Instant> time = reply.date().isPresent() ? reply.date() : timeByHealth(source);
    return time.map(at -> at.minusSeconds(seconds));
  }

  private static Optional<Instant> timeByHealth(Source source)
      throws PollFailedException, InterruptedException {
    Source.Reply health = source.get("/api/v1/health");
    if (health.isNotFound()) {
      return Optional.empty();
    }
    long timestamp = SriAnswers.timestamp(health.ok()).orElse(-1);
    return timestamp >= 0 && timestamp <= LATEST_TIMESTAMP
        ? Optional.of(Instant.ofEpochSecond(timestamp))
        : Optional.empty();
  }
}
