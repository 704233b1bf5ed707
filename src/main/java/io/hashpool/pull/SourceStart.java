package io.hashpool.pull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a source's process started: its time less its uptime, both by its own clock, so that setting
 * that clock moves neither. Stateless.
 */
final class SourceStart {
  private static final long LONGEST_UPTIME_SECONDS = Duration.ofDays(3653).toSeconds();
  private static final Duration TOLERANCE = Duration.ofSeconds(3);
  private static final long LATEST_TIMESTAMP = Instant.MAX.getEpochSecond();

  private SourceStart() {}

  /**
   * The start; empty where the uptime tells nothing. That of a process whose clock was set back to
   * before its start is 0, or wraps around.
   *
   * @param reply that came with this uptime
   */
  static Optional<Instant> of(Source source, Source.Reply reply, OptionalLong uptime)
      throws PollFailedException, InterruptedException {
    long seconds = uptime.orElse(0);
    if (seconds <= 0 || seconds > LONGEST_UPTIME_SECONDS) {
      return Optional.empty();
    }
    Optional<Instant> time = reply.date().isPresent() ? reply.date() : timeByHealth(source);
    return time.map(at -> at.minusSeconds(seconds));
  }

  /** Whether a start is of another process than the one before; unknown where one is unknown. */
  static boolean isRestart(Optional<Instant> before, Optional<Instant> now) {
    return before.isPresent()
        && now.isPresent()
        && Duration.between(before.get(), now.get()).abs().compareTo(TOLERANCE) > 0;
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
