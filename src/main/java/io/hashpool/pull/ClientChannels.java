package io.hashpool.pull;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.ChannelReport;
import io.hashpool.stats.FeedError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** When {@link #ask} was last called. */
  private long askedAtNanos;

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
   * What is known of a channel that has so many accepted shares now. What was said before of one
   * that had more is of another channel under that number.
   */
  Optional<ChannelReport> of(long client, long channel, long accepted) {
    Answer answer = answers.getOrDefault(client, Answer.NONE);
    boolean isOfNow = answer.atNanos - askedAtNanos >= 0;
    return Optional.ofNullable(answer.channels.get(channel))
        .filter(known -> isOfNow || Long.compareUnsigned(known.accepted(), accepted) <= 0);
  }

  /**
   * Asks those whose turn it is.
   *
   * @param connected the channels of the clients that are connected
   */
  void ask(Source source, Map<Long, Set<Long>> connected, Dialect.Faults faults)
      throws InterruptedException {
    askedAtNanos = clocks.nanos().getAsLong();
    answers.keySet().retainAll(connected.keySet());
    for (Long id : connected.keySet()) {
      if (answers.size() >= maxClients) {
        break;
      }
      answers.putIfAbsent(id, Answer.NONE);
    }
    for (Long id : due(connected)) {
      if (!ask(source, id, faults)) {
        // One that does not answer costs its time; the others would too.
        return;
      }
    }
  }

  /** Those with a channel that nothing is known of, and of the others the longest unasked. */
  private List<Long> due(Map<Long, Set<Long>> connected) {
    long turn =
        Math.max(ALWAYS_AFFORDABLE, answers.size() * interval.toMillis() / ROUND.toMillis() + 1);
    long now = clocks.nanos().getAsLong();
    List<Long> due = new ArrayList<>();
    Map<Long, Long> unaskedFor = new HashMap<>();
    answers.forEach(
        (id, answer) -> {
          boolean known =
              answer.channels.keySet().containsAll(connected.getOrDefault(id, Set.of()));
          if (answer == Answer.NONE || !known) {
            due.add(id);
          } else if (clocks.isOver(refresh, answer.atNanos)) {
            unaskedFor.put(id, now - answer.atNanos);
          }
        });
    unaskedFor.entrySet().stream()
        .sorted(Map.Entry.<Long, Long>comparingByValue().reversed())
        .limit(Math.max(0, turn - due.size()))
        .forEach(entry -> due.add(entry.getKey()));
    return due;
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
