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

    boolean halvedFrom(Totals before, long least) {
      return halved(shares, before.shares, least)
          || halved(quotes, before.quotes, least)
          || halved(ehash, before.ehash, least);
    }

    private static boolean halved(long now, long before, long least) {
      return before >= least && 2 * now < before;
    }

    Totals highest(Totals other) {
      return new Totals(
          Math.max(shares, other.shares),
          Math.max(quotes, other.quotes),
          Math.max(ehash, other.ehash));
    }
  }

  /** What happens next to the feed. */
  sealed interface Event {
    record Snapshot(Map<Long, Totals> downstreams, int order) implements Event {}

    record Repeat() implements Event {}

    record Late(Map<Long, Totals> downstreams) implements Event {}

    record Silence() implements Event {}
  }

  /** A session: what was last told, and the highest that was counted. */
  private record Known(long id, Totals told, Totals counted) {}

  /** What totals mean, as plainly as can be. */
  private static final class Model {
    private Map<Long, Known> live = new TreeMap<>();
    private final List<Known> left = new ArrayList<>();
    private boolean begun;
    private boolean silent = true;
    private long shares;
    private long quotes;
    private long ehash;
    private long connections;
    private long disconnections;
    private long late;
    private long corrected;

    void snapshot(Map<Long, Totals> now) {
      silent = false;
      Map<Long, Known> before = live;
      live = new TreeMap<>();
      if (!begun) {
        begun = true;
        now.forEach((id, totals) -> live.put(id, new Known(id, totals, totals)));
        return;
      }
      long halved =
          now.entrySet().stream()
              .filter(e -> before.containsKey(e.getKey()))
              .filter(e -> e.getValue().halvedFrom(before.get(e.getKey()).told, 1))
              .count();
      boolean poolRestarted = 2 * halved > now.size();
      now.forEach(
          (id, totals) -> {
            Known known = before.get(id);
            if (known == null) {
              return;
            }
            boolean fell = totals.fellFrom(known.told);
            if (fell && (poolRestarted || totals.halvedFrom(known.told, 20))) {
              before.remove(id);
              disconnections++;
            } else {
              corrected += fell ? 1 : 0;
              grow(known, totals);
            }
          });
      before.values().stream().filter(known -> !live.containsKey(known.id)).forEach(this::leave);
      now.forEach(
          (id, totals) -> {
            if (!live.containsKey(id)) {
              connections++;
              grow(returning(id, totals), totals);
            }
          });
    }

    private void leave(Known known) {
      disconnections++;
      left.add(known);
    }

    private Known returning(long id, Totals totals) {
      for (int i = left.size() - 1; i >= 0; i--) {
        if (left.get(i).id == id && !totals.fellFrom(left.get(i).told)) {
          return left.remove(i);
        }
      }
      return new Known(id, new Totals(0, 0, 0), new Totals(0, 0, 0));
    }

    private void grow(Known known, Totals now) {
      Totals counted = known.counted.highest(now);
      shares += counted.shares - known.counted.shares;
      quotes += counted.quotes - known.counted.quotes;
      ehash += counted.ehash - known.counted.ehash;
      live.put(known.id, new Known(known.id, now, counted));
    }

    void silence() {
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
    assertThat(meters.value("hashpool.pool.downstreams"))
        .isEqualTo(model.silent ? 0 : model.live.size());
    assertThat(feed.errors(FeedError.OUT_OF_ORDER)).isEqualTo(model.late);
    assertThat(feed.errors(FeedError.CORRECTED)).isEqualTo(model.corrected);
    for (long id = 1; id <= 6; id++) {
      Known known = model.silent ? null : model.live.get(id);
      assertThat(meters.shows(id)).isEqualTo(known != null);
      if (known != null) {
        assertThat(meters.shares(id)).isEqualTo(known.counted.shares);
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
    Arbitrary<Long> small =
        Arbitraries.oneOf(Arbitraries.longs().between(0, 6), Arbitraries.longs().between(15, 60));
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
