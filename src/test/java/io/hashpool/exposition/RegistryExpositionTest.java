package io.hashpool.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.exposition.RegistryActions.Action;
import io.hashpool.exposition.RegistryActions.Kind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.MetricNameFilter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class RegistryExpositionTest {
  private static final String FAILS = "fails";

  /** Between two registrations: four make a whole second. */
  private static final Duration STEP = Duration.ofMillis(250);

  @Provide
  Arbitrary<List<Action>> actions() {
    return RegistryActions.sequences();
  }

  /** What a scraper may name: whole, with a suffix or half of it, unknown, or nothing at all. */
  @Provide
  Arbitrary<List<String>> wantedNames() {
    return Arbitraries.of(
            "a", "a_b_total", "a_max", "b_in", "b_info", "z_seconds_bucket", "x", "", "é")
        .list()
        .ofMaxSize(3);
  }

  /** In unix milliseconds: whole seconds, and none, are written in another way. */
  @Provide
  Arbitrary<Long> times() {
    return Arbitraries.of(0L, 1_763_925_000_000L);
  }

  /** Of a fixed seed, so that no build fails by chance: change it to look further. */
  @Property(tries = 1000, seed = "20261123")
  void everyByteIsTheLibrarys(
      @ForAll("actions") List<Action> actions,
      @ForAll("wantedNames") List<String> wanted,
      @ForAll("times") long begin,
      @ForAll boolean commonTags,
      @ForAll boolean renames)
      throws IOException {
    Twins twins = new Twins(wanted, begin, commonTags, renames);
    for (Action action : actions) {
      if (action instanceof Action.Register register) {
        twins.register(register);
      } else if (action instanceof Action.Remove remove) {
        twins.remove(remove);
      } else {
        twins.assertSameScrapes();
      }
    }
    twins.assertSameScrapes();
  }

  @Example
  void labelsThatAreAlikeOnceSanitisedFailAsTheLibrarysDo() throws IOException {
    for (String alike : List.of("1x", "x:y", "__x", "ü", "a.b")) {
      for (String between : List.of("Z", "a", "zz", "_y")) {
        Twins twins = new Twins(List.of(), 0, false, false);
        Tags tags = Tags.of(alike, "1", between, "2", alike.replaceAll("[^a-zA-Z0-9]", "_"), "3");
        twins.register(new Action.Register(Kind.COUNTER, "a", tags, "help", "", 0));
        twins.assertSameScrapes();
      }
    }
  }

  @Example
  void metersThatThrowCostTheirOwnSampleAndNoScrape() throws IOException {
    RegistryExposition exposition =
        new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.builder().build());
    double[] count = {5};
    FunctionCounter.builder("own.counter", count, c -> failIfNegative(c[0]))
        .register(exposition.registry());
    Gauge.builder("own.gauge", count, c -> failIfNegative(c[0])).register(exposition.registry());
    exposition.registry().counter("other").increment();

    assertThat(scrape(exposition)).contains("own_counter_total 5.0\n", "own_gauge 5.0\n");
    count[0] = -1;
    assertThat(scrape(exposition))
        .contains("own_counter_total 5.0\n", "own_gauge NaN\n", "other_total 1.0\n");
    count[0] = 6;
    assertThat(scrape(exposition)).contains("own_counter_total 6.0\n", "own_gauge 6.0\n");
  }

  @Example
  void refusesMetersInTheWordsOfTheLibrary() {
    Twins twins = new Twins(List.of(), 0, false, false);
    List<List<String>> reasons = new ArrayList<>();
    for (PrometheusMeterRegistry registry : twins.both) {
      List<String> told = new ArrayList<>();
      registry.config().onMeterRegistrationFailed((id, reason) -> told.add(reason));
      registry.gauge("removals", Tags.of("cache", "a"), 1);
      registry.counter("removals", "cache", "b");
      registry.gauge("wait.seconds", 1);
      registry.timer("wait");
      registry.gauge("wait_seconds", 1);
      reasons.add(told);
    }
    assertThat(reasons.get(0)).hasSize(3).isEqualTo(reasons.get(1));
  }

  private static double failIfNegative(double value) {
    if (value < 0) {
      throw new IllegalStateException("negative");
    }
    return value;
  }

  private static String scrape(RegistryExposition exposition) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exposition.write(ScrapeRequest.of(ScrapeFormat.PROMETHEUS_TEXT), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The registry of an exposition, and Micrometer's own, to which the same is done. */
  private static final class Twins {
    private final MockClock clock = new MockClock();
    private final RegistryExposition exposition =
        new RegistryExposition(
            PrometheusConfig.DEFAULT, PrometheusProperties.builder().build(), clock, task -> {});
    private final ExpositionFormats formats = exposition.formats();
    private final PrometheusMeterRegistry stock =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
    private final List<PrometheusMeterRegistry> both = List.of(exposition.registry(), stock);
    private final List<List<Meter>> registered = new ArrayList<>();
    private final Predicate<String> wanted;
    private final boolean filters;

    Twins(List<String> wanted, long beginMillis, boolean commonTags, boolean renames) {
      this.wanted = MetricNameFilter.builder().nameMustBeEqualTo(wanted).build();
      this.filters = !wanted.isEmpty();
      clock.add(beginMillis - clock.wallTime(), TimeUnit.MILLISECONDS);
      for (PrometheusMeterRegistry registry : both) {
        if (commonTags) {
          registry.config().commonTags("pool", "a\"b", "x.y", "1");
        }
        if (renames) {
          registry.config().meterFilter(MeterFilter.renameTag("a", "id", "a.b"));
          registry.config().meterFilter(MeterFilter.denyNameStartsWith("total"));
        }
      }
    }

    void register(Action.Register register) {
      clock.add(STEP);
      List<Meter> meters = new ArrayList<>();
      for (PrometheusMeterRegistry registry : both) {
        try {
          meters.add(RegistryActions.register(registry, register));
        } catch (IllegalArgumentException e) {
          // The id is taken by another kind: Micrometer refuses, and nothing is registered.
        }
      }
      assertThat(meters.size()).isIn(0, both.size());
      if (!meters.isEmpty()) {
        registered.add(meters);
      }
    }

    void remove(Action.Remove remove) {
      if (registered.isEmpty()) {
        return;
      }
      List<Meter> meters = registered.remove(remove.index() % registered.size());
      for (int i = 0; i < both.size(); i++) {
        both.get(i).remove(meters.get(i));
      }
    }

    void assertSameScrapes() throws IOException {
      for (ScrapeFormat format : ScrapeFormat.values()) {
        for (EscapingScheme escaping : EscapingScheme.values()) {
          assertSameScrapes(new ScrapeRequest(format, escaping, wanted, false));
        }
      }
    }

    private void assertSameScrapes(ScrapeRequest request) throws IOException {
      String expected = outcome(out -> byLibrary(stock, request, out));
      Statistics.label("the library fails").collect(expected.equals(FAILS));
      assertThat(outcome(out -> byLibrary(exposition.registry(), request, out)))
          .as("collected by the library, %s", request)
          .isEqualTo(expected);
      if (filters && expected.equals(FAILS)) {
        // The library collects, and fails by, what nobody asked for.
        return;
      }
      assertThat(outcome(out -> exposition.write(request, out)))
          .as("written, %s", request)
          .isEqualTo(expected);
    }

    private void byLibrary(
        PrometheusMeterRegistry registry, ScrapeRequest request, ByteArrayOutputStream out)
        throws IOException {
      request
          .format()
          .library(formats)
          .write(out, registry.getPrometheusRegistry().scrape(request.names()), request.escaping());
    }
  }

  private interface Scrape {
    void into(ByteArrayOutputStream out) throws IOException;
  }

  private static String outcome(Scrape scrape) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      scrape.into(out);
      // Byte for byte: not all of it is text.
      return out.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException | RuntimeException e) {
      // Of several reasons to fail, which comes first is nobody's promise.
      return FAILS;
    }
  }
}
