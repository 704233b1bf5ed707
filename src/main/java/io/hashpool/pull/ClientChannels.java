package io.hashpool.pull;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.ChannelReport;
import io.hashpool.stats.FeedError;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an SRI application tells of its clients' channels by {@code /api/v1/clients/{id}/channels}
 * alone: work, best share, blocks, target. One request a client, so not for all clients of a large
 * pool, and not for each at each poll. For one thread.
 */
final class ClientChannels {
  /** A request and its answer. */
  private record Answer(long atNanos, Map<Long, ChannelReport> channels) {
    static final Answer NONE = new Answer(0, Map.of());
  }

  /** Half of the minute in which each must be asked. */
  private static final Duration ROUND = Duration.ofSeconds(30);

  private static final int ALWAYS_AFFORDABLE = 20;

  private final int maxClients;
  private final Duration interval;
  private final Duration refresh;
  private final Clocks clocks;

  /** By client, in the order in which they came. */
  private final Map<Long, Answer> answers = new LinkedHashMap<>();

  ClientChannels(int maxClients, PollTimes times, Clocks clocks) {
    this.maxClients = maxClients;
    this.interval = times.interval();
    this.refresh = times.refresh();
    this.clocks = clocks;
  }

  void forget() {
    answers.clear();
  }

  /** Whether each of these was asked. */
  boolean cover(Set<Long> clients) {
    return clients.stream().allMatch(id -> answers.getOrDefault(id, Answer.NONE) != Answer.NONE);
  }

  /**
   * What is known of a channel that has so many accepted shares now. What was said of one that had
   * more before is of another channel under that number.
   */
  Optional<ChannelReport> of(long client, long channel, long accepted) {
    ChannelReport report = answers.getOrDefault(client, Answer.NONE).channels.get(channel);
    return Optional.ofNullable(report)
        .filter(known -> Long.compareUnsigned(known.accepted(), accepted) <= 0);
  }

  /** Asks those whose turn it is, of these who are connected. */
  void ask(Source source, Set<Long> connected, Dialect.Faults faults) throws InterruptedException {
    answers.keySet().retainAll(connected);
    for (Long id : connected) {
      if (answers.size() >= maxClients) {
        break;
      }
      answers.putIfAbsent(id, Answer.NONE);
    }
    for (Long id : due()) {
      if (!ask(source, id, faults)) {
        // One that does not answer costs its time; the others would too.
        return;
      }
    }
  }

  /** Those never asked, and of the others the ones whose answers are the oldest. */
  private List<Long> due() {
    long never = answers.values().stream().filter(a -> a == Answer.NONE).count();
    long turn =
        Math.max(ALWAYS_AFFORDABLE, answers.size() * interval.toMillis() / ROUND.toMillis() + 1);
    long now = clocks.nanos().getAsLong();
    return answers.entrySet().stream()
        .filter(e -> e.getValue() == Answer.NONE || clocks.isOver(refresh, e.getValue().atNanos))
        .sorted(
            Comparator.comparingLong(
                e -> e.getValue() == Answer.NONE ? Long.MIN_VALUE : e.getValue().atNanos - now))
        .limit(Math.max(never, turn))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean ask(Source source, long id, Dialect.Faults faults) throws InterruptedException {
    try {
      Optional<Page<ChannelRow>> page =
          Pages.all(source, "/api/v1/clients/" + id + "/channels", SriAnswers::channels);
      page.ifPresent(
          channels -> {
            channels
                .faults()
                .forEach(fault -> faults.leftOut(FeedError.BAD_ROW, "client " + id + ": " + fault));
            answers.put(
                id,
                new Answer(
                    clocks.nanos().getAsLong(),
                    channels.rows().entrySet().stream()
                        .collect(
                            Collectors.toMap(Map.Entry::getKey, row -> row.getValue().report()))));
          });
      return true;
    } catch (PollFailedException e) {
      faults.leftOut(e.reason(), e.detail());
      return false;
    }
  }
}
