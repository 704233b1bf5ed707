package io.hashpool.stats;

import static io.hashpool.stats.StatsFixture.downstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.quote.EhashAmount;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Any interleaving of connects, shares of every outcome, disconnects and reuse of ids, one thread
 * or several, against a plain model: each accepted share is counted once; pool totals are the sums
 * over all sessions; after the last disconnect no meter with a downstream's label is left; nothing
 * an old session does reaches a new one under its id.
 */
class SessionsPropertyTest {
  private static final int IDS = 3;

  /** What may happen. {@code session} picks one of all sessions so far, live or gone. */
  sealed interface Event {
    record Connect(int id) implements Event {}

    record StandardShare(int session, int difficulty) implements Event {}

    record ExtendedShare(int session, int zeroBits, int difficulty) implements Event {}

    record Rejection(int session, RejectReason reason) implements Event {}

    record Close(int session) implements Event {}

    record Unregister(int id) implements Event {}
  }

  /** What one session should have counted. */
  private static final class ModelSession {
    long shares;
    long quotes;
    long ehash;
    long difficulty;
    final Map<RejectReason, Long> rejected = new HashMap<>();
    boolean live = true;
  }

  @Property
  void countsAsThePlainModelDoes(@ForAll("events") List<Event> events) {
    StatsFixture fixture = new StatsFixture();
    PoolStatsRegistry registry = fixture.registry();
    List<DownstreamStats> sessions = new ArrayList<>();
    List<ModelSession> model = new ArrayList<>();
    Map<Integer, Integer> liveById = new HashMap<>();

    for (Event event : events) {
      if (event instanceof Event.Connect connect) {
        Integer replaced = liveById.put(connect.id(), sessions.size());
        if (replaced != null) {
          model.get(replaced).live = false;
        }
        sessions.add(registry.registerDownstream(downstream(connect.id())));
        model.add(new ModelSession());
      } else if (event instanceof Event.Unregister unregister) {
        registry.unregisterDownstream(new DownstreamId(unregister.id()));
        Integer ended = liveById.remove(unregister.id());
        if (ended != null) {
          model.get(ended).live = false;
        }
      } else if (!sessions.isEmpty()) {
        int index = sessionOf(event) % sessions.size();
        apply(event, sessions.get(index));
        applyToModel(event, model.get(index));
        if (event instanceof Event.Close) {
          liveById.values().remove(index);
        }
      }
      assertSessionsAgree(fixture, sessions, model);
      assertPoolTotals(fixture.meters, model);
      assertThat(fixture.value(PoolMeter.POOL_DOWNSTREAMS)).hasValue(liveById.size());
    }

    sessions.forEach(DownstreamStats::close);
    assertThat(fixture.metersWithDownstreamId()).isZero();
    assertPoolTotals(fixture.meters, model);
    assertThat(fixture.value(PoolMeter.POOL_DISCONNECTIONS)).hasValue(sessions.size());
  }

  @Property(tries = 40)
  void countsAsThePlainModelDoesUnderRealThreads(@ForAll("perThread") List<List<Event>> perThread)
      throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    PoolStatsRegistry registry = new PoolStatsRegistry(meters);
    CyclicBarrier start = new CyclicBarrier(perThread.size());
    ExecutorService threads = Executors.newFixedThreadPool(perThread.size());
    List<ModelSession> model = new ArrayList<>();
    try {
      List<Future<List<ModelSession>>> running = new ArrayList<>();
      for (List<Event> events : perThread) {
        running.add(
            threads.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  return runOneThread(registry, events);
                }));
      }
      for (Future<List<ModelSession>> thread : running) {
        model.addAll(thread.get(30, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
    assertPoolTotals(meters, model);
    for (int id = 0; id < IDS; id++) {
      registry.unregisterDownstream(new DownstreamId(id));
    }
    assertThat(meters.getMeters())
        .allSatisfy(m -> assertThat(m.getId().getTag(PoolMeter.DOWNSTREAM_ID)).isNull());
    assertThat(meters.get("hashpool.pool.disconnections").functionCounter().count())
        .isEqualTo(meters.get("hashpool.pool.connections").functionCounter().count())
        .isEqualTo(model.size());
  }

  /** Each thread records into sessions of its own, under ids that the others use as well. */
  private static List<ModelSession> runOneThread(PoolStatsRegistry registry, List<Event> events) {
    List<DownstreamStats> sessions = new ArrayList<>();
    List<ModelSession> model = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.Connect connect) {
        sessions.add(registry.registerDownstream(downstream(connect.id())));
        model.add(new ModelSession());
      } else if (event instanceof Event.Unregister unregister) {
        registry.unregisterDownstream(new DownstreamId(unregister.id()));
      } else if (!sessions.isEmpty()) {
        int index = sessionOf(event) % sessions.size();
        apply(event, sessions.get(index));
        applyToModel(event, model.get(index));
      }
    }
    for (int i = 0; i < sessions.size(); i++) {
      assertThat(sessions.get(i).totals())
          .isEqualTo(
              new DownstreamTotals(model.get(i).shares, model.get(i).quotes, model.get(i).ehash));
    }
    return model;
  }

  private static int sessionOf(Event event) {
    if (event instanceof Event.StandardShare share) {
      return share.session();
    } else if (event instanceof Event.ExtendedShare share) {
      return share.session();
    } else if (event instanceof Event.Rejection rejection) {
      return rejection.session();
    } else if (event instanceof Event.Close close) {
      return close.session();
    }
    throw new AssertionError(event);
  }

  private static void apply(Event event, DownstreamStats session) {
    if (event instanceof Event.StandardShare share) {
      session.recordShare();
      session.recordWork(share.difficulty(), share.difficulty());
    } else if (event instanceof Event.ExtendedShare share) {
      new StatsCallback(session).onQuoteCreated(1, worth(share));
      session.recordWork(share.difficulty(), share.difficulty());
    } else if (event instanceof Event.Rejection rejection) {
      session.recordRejection(rejection.reason());
    } else if (event instanceof Event.Close) {
      session.close();
    }
  }

  private static void applyToModel(Event event, ModelSession session) {
    if (event instanceof Event.StandardShare share) {
      session.shares++;
      session.difficulty += share.difficulty();
    } else if (event instanceof Event.ExtendedShare share) {
      session.shares++;
      session.quotes++;
      session.ehash += 1L << share.zeroBits();
      session.difficulty += share.difficulty();
    } else if (event instanceof Event.Rejection rejection) {
      session.rejected.merge(rejection.reason(), 1L, Long::sum);
    } else if (event instanceof Event.Close) {
      session.live = false;
    }
  }

  private static EhashAmount worth(Event.ExtendedShare share) {
    byte[] hash = new byte[EhashAmount.HASH_BYTES];
    hash[share.zeroBits() / 8] = (byte) (0x80 >>> (share.zeroBits() % 8));
    return EhashAmount.of(hash, 0);
  }

  private static void assertSessionsAgree(
      StatsFixture fixture, List<DownstreamStats> sessions, List<ModelSession> model) {
    for (int i = 0; i < sessions.size(); i++) {
      ModelSession expected = model.get(i);
      DownstreamStats session = sessions.get(i);
      assertThat(session.totals())
          .isEqualTo(new DownstreamTotals(expected.shares, expected.quotes, expected.ehash));
      if (expected.live) {
        assertThat(fixture.value(PoolMeter.DOWNSTREAM_SHARES, session)).hasValue(expected.shares);
        assertThat(fixture.value(PoolMeter.DOWNSTREAM_EHASH_MINED, session))
            .hasValue(expected.ehash);
        assertThat(fixture.value(PoolMeter.DOWNSTREAM_DIFFICULTY, session))
            .hasValue(expected.difficulty);
        assertThat(fixture.value(PoolMeter.DOWNSTREAM_LAST_SHARE_AT, session).isPresent())
            .isEqualTo(expected.shares > 0);
      }
    }
  }

  private static void assertPoolTotals(MeterRegistry meters, List<ModelSession> model) {
    assertThat(total(meters, PoolMeter.POOL_SHARES))
        .isEqualTo(model.stream().mapToLong(s -> s.shares).sum());
    assertThat(total(meters, PoolMeter.POOL_QUOTES))
        .isEqualTo(model.stream().mapToLong(s -> s.quotes).sum());
    assertThat(total(meters, PoolMeter.POOL_EHASH_MINED))
        .isEqualTo(model.stream().mapToLong(s -> s.ehash).sum());
    assertThat(total(meters, PoolMeter.POOL_DIFFICULTY))
        .isEqualTo(model.stream().mapToLong(s -> s.difficulty).sum());
    for (RejectReason reason : RejectReason.values()) {
      assertThat(total(meters, PoolMeter.POOL_REJECTED_SHARES, "reason", reason.code()))
          .isEqualTo(model.stream().mapToLong(s -> s.rejected.getOrDefault(reason, 0L)).sum());
    }
  }

  private static double total(MeterRegistry meters, PoolMeter meter, String... tags) {
    return Optional.ofNullable(meters.find(meter.meterName()).tags(tags).functionCounter())
        .orElseThrow()
        .count();
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return event().list().ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<List<Event>>> perThread() {
    return event().list().ofMinSize(50).ofMaxSize(200).list().ofMinSize(2).ofMaxSize(4);
  }

  private static Arbitrary<Event> event() {
    Arbitrary<Integer> ids = Arbitraries.integers().between(0, IDS - 1);
    Arbitrary<Integer> sessions = Arbitraries.integers().between(0, 20);
    Arbitrary<Integer> difficulties = Arbitraries.integers().between(1, 1 << 20);
    List<Arbitrary<? extends Event>> kinds =
        Stream.of(
                ids.map(Event.Connect::new),
                sessions.flatMap(s -> difficulties.map(d -> (Event) new Event.StandardShare(s, d))),
                sessions.flatMap(
                    s ->
                        difficulties.flatMap(
                            d ->
                                Arbitraries.integers()
                                    .between(0, 40)
                                    .map(z -> (Event) new Event.ExtendedShare(s, z, d)))),
                sessions.flatMap(
                    s ->
                        Arbitraries.of(RejectReason.class)
                            .map(r -> (Event) new Event.Rejection(s, r))),
                sessions.map(Event.Close::new),
                ids.map(Event.Unregister::new))
            .toList();
    return Arbitraries.oneOf(
        kinds.stream().<Arbitrary<Event>>map(kind -> kind.map(e -> e)).toList());
  }
}
