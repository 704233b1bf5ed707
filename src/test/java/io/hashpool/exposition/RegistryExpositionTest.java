package io.hashpool.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.exposition.RegistryActions.Action;
import io.hashpool.exposition.RegistryActions.Kind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class RegistryExpositionTest {
  private static final String FAILS = "fails";

  @Provide
  Arbitrary<List<Action>> actions() {
    return RegistryActions.sequences();
  }

  /** Of a fixed seed, so that no build fails by chance: change it to look further. */
  @Property(tries = 1000, seed = "20261123")
  void everyByteIsTheLibrarys(
      @ForAll("actions") List<Action> actions, @ForAll boolean commonTags, @ForAll boolean renames)
      throws IOException {
    Twins twins = new Twins(commonTags, renames);
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
        Twins twins = new Twins(false, false);
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
    Twins twins = new Twins(false, false);
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
    exposition.write(TextFormat.PROMETHEUS, EscapingScheme.UNDERSCORE_ESCAPING, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The registry of an exposition, and Micrometer's own, to which the same is done. */
  private static final class Twins {
    private final RegistryExposition exposition =
        new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.builder().build());
    private final ExpositionFormats formats = exposition.formats();
    private final PrometheusMeterRegistry stock =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<PrometheusMeterRegistry> both = List.of(exposition.registry(), stock);
    private final List<List<Meter>> registered = new ArrayList<>();

    Twins(boolean commonTags, boolean renames) {
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
      for (TextFormat format : TextFormat.values()) {
        for (EscapingScheme escaping : EscapingScheme.values()) {
          ExpositionFormatWriter writer = format.writer(formats);
          String expected = outcome(out -> byLibrary(stock, writer, escaping, out));
          Statistics.label("the library fails").collect(expected.equals(FAILS));
          assertThat(outcome(out -> byLibrary(exposition.registry(), writer, escaping, out)))
              .as("collected by the library, %s %s", format, escaping)
              .isEqualTo(expected);
          if (exposition.canWrite(escaping)) {
            assertThat(outcome(out -> exposition.write(format, escaping, out)))
                .as("written, %s %s", format, escaping)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  private static void byLibrary(
      PrometheusMeterRegistry registry,
      ExpositionFormatWriter writer,
      EscapingScheme escaping,
      ByteArrayOutputStream out)
      throws IOException {
    writer.write(out, registry.getPrometheusRegistry().scrape(), escaping);
  }

  private interface Scrape {
    void into(ByteArrayOutputStream out) throws IOException;
  }

  private static String outcome(Scrape scrape) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      scrape.into(out);
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException | RuntimeException e) {
      // Of several reasons to fail, which comes first is nobody's promise.
      return FAILS;
    }
  }
}
