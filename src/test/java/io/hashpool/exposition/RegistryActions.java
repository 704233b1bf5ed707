package io.hashpool.exposition;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random things that an application may do to a registry, names and labels of the worst kind. */
final class RegistryActions {
  /** One thing done. */
  sealed interface Action {
    /** Registers a meter, or finds it registered. */
    record Register(Kind kind, String name, Tags tags, String help, String unit, double value)
        implements Action {}

    /** Removes the meter that comes at this place among those registered. */
    record Remove(int index) implements Action {}

    /** A scrape between two changes. */
    record Scrape() implements Action {}
  }

  /** What kinds there are. */
  enum Kind {
    COUNTER,
    FUNCTION_COUNTER,
    GAUGE,
    TIME_GAUGE,
    TIMER,
    HISTOGRAM,
    SUMMARY,
    FUNCTION_TIMER,
    LONG_TASK_TIMER,
    CUSTOM
  }

  private static final List<String> NAMES =
      List.of(
          "a",
          "a.b",
          "a_b",
          "a.b.total",
          "a.max",
          "b",
          "b.info",
          "c.info",
          "1c",
          "c:d",
          "é.x",
          "z",
          "z.seconds",
          "x y",
          "total",
          "U__x",
          "a.created");
  private static final List<String> KEYS =
      List.of("id", "a.b", "a_b", "le", "1x", "x:y", "ü", "__x", "U__x", "Z");
  private static final List<String> HELPS =
      List.of("", "plain", "two\nlines", "back\\slash \"quoted\"", "ünïcode \ud83d\ude00");
  private static final List<Double> VALUES =
      List.of(
          0.0,
          -0.0,
          1.0,
          -1.0,
          9_999_999.0,
          1e7,
          12_345_678.0,
          9_007_199_254_740_991.0,
          9_007_199_254_740_992.0,
          1e15,
          1e16,
          1e17,
          1e300,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          0.001,
          0.1,
          1_763_925_000.123,
          2e-3,
          2e23);

  private RegistryActions() {}

  static Arbitrary<List<Action>> sequences() {
    return Arbitraries.frequencyOf(
            Tuple.of(12, registrations()),
            Tuple.of(4, removals()),
            Tuple.of(1, Arbitraries.just((Action) new Action.Scrape())))
        .list()
        .ofMaxSize(60);
  }

  private static Arbitrary<Action> removals() {
    return Arbitraries.integers().between(0, 1000).map(Action.Remove::new);
  }

  private static Arbitrary<Action> registrations() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(20, Kind.COUNTER),
            Tuple.of(20, Kind.FUNCTION_COUNTER),
            Tuple.of(30, Kind.GAUGE),
            Tuple.of(10, Kind.TIME_GAUGE),
            Tuple.of(2, Kind.TIMER),
            Tuple.of(2, Kind.HISTOGRAM),
            Tuple.of(2, Kind.SUMMARY),
            Tuple.of(1, Kind.FUNCTION_TIMER),
            Tuple.of(1, Kind.LONG_TASK_TIMER),
            Tuple.of(1, Kind.CUSTOM));
    Arbitrary<String> helps =
        Arbitraries.frequencyOf(
            Tuple.of(12, Arbitraries.just("help")), Tuple.of(1, Arbitraries.of(HELPS)));
    Arbitrary<String> units =
        Arbitraries.frequency(Tuple.of(8, ""), Tuple.of(1, "bytes"), Tuple.of(1, "seconds"));
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.of(VALUES),
            Arbitraries.longs().map(Double::longBitsToDouble),
            Arbitraries.integers().map(Integer::doubleValue));
    return Combinators.combine(kinds, Arbitraries.of(NAMES), tags(), helps, units, values)
        .as(Action.Register::new);
  }

  private static Arbitrary<Tags> tags() {
    Arbitrary<String> keys =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just("id")), Tuple.of(1, Arbitraries.of(KEYS)));
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of(
                "1",
                "10",
                "2",
                "",
                "\\",
                "\"",
                "\n",
                "a\\\"\n\r\tb",
                "\ud800",
                "\uffff",
                "😀",
                "é"),
            Arbitraries.strings().ofMaxLength(4));
    return Combinators.combine(keys, values).as(Tag::of).list().ofMaxSize(3).map(Tags::of);
  }

  static Meter register(MeterRegistry registry, Action.Register r) {
    String unit = r.unit.isEmpty() ? null : r.unit;
    double notNegative = r.value < 0 ? 0 : r.value;
    return switch (r.kind) {
      case COUNTER -> {
        Counter counter =
            Counter.builder(r.name)
                .tags(r.tags)
                .description(r.help)
                .baseUnit(unit)
                .register(registry);
        counter.increment(notNegative);
        yield counter;
      }
      case FUNCTION_COUNTER ->
          FunctionCounter.builder(r.name, r, ignored -> r.value)
              .tags(r.tags)
              .description(r.help)
              .baseUnit(unit)
              .register(registry);
      case GAUGE ->
          Gauge.builder(r.name, () -> r.value)
              .tags(r.tags)
              .description(r.help)
              .baseUnit(unit)
              .register(registry);
      case TIME_GAUGE ->
          TimeGauge.builder(r.name, () -> r.value, TimeUnit.MILLISECONDS)
              .tags(r.tags)
              .description(r.help)
              .register(registry);
      case TIMER -> {
        Timer timer = Timer.builder(r.name).tags(r.tags).description(r.help).register(registry);
        timer.record(Duration.ofMillis(17));
        yield timer;
      }
      case HISTOGRAM ->
          Timer.builder(r.name)
              .tags(r.tags)
              .description(r.help)
              .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofSeconds(1))
              .register(registry);
      case SUMMARY ->
          DistributionSummary.builder(r.name)
              .tags(r.tags)
              .description(r.help)
              .baseUnit(unit)
              .register(registry);
      case FUNCTION_TIMER ->
          FunctionTimer.builder(r.name, r, ignored -> 3, ignored -> 5, TimeUnit.MILLISECONDS)
              .tags(r.tags)
              .description(r.help)
              .register(registry);
      case LONG_TASK_TIMER ->
          LongTaskTimer.builder(r.name).tags(r.tags).description(r.help).register(registry);
      case CUSTOM ->
          Meter.builder(
                  r.name,
                  Meter.Type.GAUGE,
                  List.of(new Measurement(() -> notNegative, Statistic.VALUE)))
              .tags(r.tags)
              .description(r.help)
              .register(registry);
    };
  }
}
