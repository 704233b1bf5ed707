package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.stats.FeedError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any sequence of snapshots, silences, repeats and late comers, against a plain model. */
class ReconcilerOracleTest {
  record Totals(long shares, long quotes, long ehash) {
    boolean fellFrom(Totals before) {
      return shares < before.shares || quotes < before.quotes || ehash < before.ehash;
    }
  }

  /** What happens next to the feed. */
  sealed interface Event {
    record Snapshot(Map<Long, Totals> downstreams, int order) implements Event {}

    record Repeat() implements Event {}

    record Late(Map<Long, Totals> downstreams) implements Event {}

    record Silence() implements Event {}
  }

  /** Section by section what the totals mean, as plainly as can be. */
  private static final class Model {
    private Map<Long, Totals> live = Map.of();
    private boolean silent = true;
    private long shares;
    private long quotes;
    private long ehash;
    private long connections;
    private long disconnections;
    private long late;

    void snapshot(Map<Long, Totals> now) {
      if (!silent) {
        now.forEach(this::grow);
        disconnections += live.keySet().stream().filter(id -> !now.containsKey(id)).count();
      }
      silent = false;
      live = now;
    }

    private void grow(Long id, Totals now) {
      Totals before = live.getOrDefault(id, new Totals(0, 0, 0));
      if (!live.containsKey(id)) {
        connections++;
      } else if (now.fellFrom(before)) {
        connections++;
        disconnections++;
        before = new Totals(0, 0, 0);
      }
      shares += now.shares - before.shares;
      quotes += now.quotes - before.quotes;
      ehash += now.ehash - before.ehash;
    }

    void silence() {
      live = Map.of();
      silent = true;
    }
  }

  @Property(tries = 400)
  void poolTotalsAreTheSumOfTheGrowthSeen(@ForAll("events") List<Event> events) {
    assertFeedFollowsTheModel(events);
  }

  static void assertFeedFollowsTheModel(List<Event> events) {
    Feed feed = new Feed();
    Model model = new Model();
    long time = Wire.T0;
    String last = "";
    double sharesBefore = 0;
    for (Event event : events) {
      if (event instanceof Event.Snapshot snapshot) {
        time += 5;
        last = line(time, snapshot.downstreams, snapshot.order);
        feed.receive(last);
        model.snapshot(snapshot.downstreams);
      } else if (event instanceof Event.Repeat && !model.silent) {
        feed.receive(last);
      } else if (event instanceof Event.Late lateComer && !model.silent) {
        feed.receive(line(time - 1, lateComer.downstreams, 0));
        model.late++;
      } else if (event instanceof Event.Silence) {
        feed.fallSilent();
        model.silence();
      }
      assertMatches(feed, model);
      assertThat(feed.meters.poolShares()).isGreaterThanOrEqualTo(sharesBefore);
      sharesBefore = feed.meters.poolShares();
    }
  }

  private static void assertMatches(Feed feed, Model model) {
    Meters meters = feed.meters;
    assertThat(meters.poolShares()).isEqualTo(model.shares);
    assertThat(meters.value("hashpool.pool.quotes")).isEqualTo(model.quotes);
    assertThat(meters.value("hashpool.pool.ehash.mined")).isEqualTo(model.ehash);
    assertThat(meters.connections()).isEqualTo(model.connections);
    assertThat(meters.disconnections()).isEqualTo(model.disconnections);
    assertThat(meters.value("hashpool.pool.downstreams")).isEqualTo(model.live.size());
    assertThat(feed.errors(FeedError.OUT_OF_ORDER)).isEqualTo(model.late);
    for (long id = 1; id <= 6; id++) {
      Totals totals = model.live.get(id);
      assertThat(meters.shows(id)).isEqualTo(totals != null);
      if (totals != null) {
        assertThat(meters.shares(id)).isEqualTo(totals.shares);
      }
    }
  }

  private static String line(long time, Map<Long, Totals> downstreams, int order) {
    List<Wire.Miner> miners = new ArrayList<>();
    downstreams.forEach((id, t) -> miners.add(Wire.miner(id, t.shares, t.quotes, t.ehash)));
    // Pools that keep their downstreams in a hash map list them in any order.
    miners.sort(Comparator.comparingLong(miner -> (miner.id() * 31 + order) % 7));
    return Wire.pool(time, miners.toArray(Wire.Miner[]::new));
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Long> small = Arbitraries.longs().between(0, 6);
    Arbitrary<Totals> totals = Combinators.combine(small, small, small).as(Totals::new);
    Arbitrary<Map<Long, Totals>> downstreams =
        Arbitraries.maps(Arbitraries.longs().between(1, 6), totals)
            .ofMaxSize(6)
            .map(map -> new TreeMap<>(map));
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            Tuple.of(
                8,
                Combinators.combine(downstreams, Arbitraries.integers().between(0, 6))
                    .as(Event.Snapshot::new)),
            Tuple.of(1, Arbitraries.create(Event.Repeat::new)),
            Tuple.of(1, downstreams.map(Event.Late::new)),
            Tuple.of(1, Arbitraries.create(Event.Silence::new)));
    return event.list().ofMaxSize(25);
  }
}
