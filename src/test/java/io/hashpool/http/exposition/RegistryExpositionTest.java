package io.hashpool.http.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.http.exposition.RegistryActions.Action;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class RegistryExpositionTest {
  @Provide
  Arbitrary<List<Action>> actions() {
    return RegistryActions.sequences();
  }

  @Property(tries = 2000)
  void everyByteIsTheLibrarys(
      @ForAll("actions") List<Action> actions, @ForAll boolean commonTags, @ForAll boolean renames)
      throws IOException {
    RegistryExposition exposition = exposition();
    if (commonTags) {
      exposition.registry().config().commonTags("pool", "a\"b", "x.y", "1");
    }
    if (renames) {
      exposition.registry().config().meterFilter(MeterFilter.renameTag("a", "id", "a.b"));
      exposition.registry().config().meterFilter(MeterFilter.denyNameStartsWith("total"));
    }
    List<Meter> registered = new ArrayList<>();
    for (Action action : actions) {
      if (action instanceof Action.Register register) {
        try {
          registered.add(RegistryActions.register(exposition.registry(), register));
        } catch (IllegalArgumentException e) {
          // The name is taken by another kind: Micrometer refuses, and nothing is registered.
        }
      } else if (action instanceof Action.Remove remove) {
        if (!registered.isEmpty()) {
          exposition.registry().remove(registered.remove(remove.index() % registered.size()));
        }
      } else {
        assertSameAsLibrary(exposition);
      }
    }
    assertSameAsLibrary(exposition);
  }

  private static void assertSameAsLibrary(RegistryExposition exposition) {
    for (TextFormat format : TextFormat.values()) {
      for (EscapingScheme escaping : EscapingScheme.values()) {
        if (exposition.canWrite(escaping)) {
          String library = outcome(out -> byLibrary(exposition, format, escaping, out));
          String ours = outcome(out -> exposition.write(format, escaping, out));
          Statistics.label("library fails").collect(library.startsWith("fails"));
          assertThat(ours).isEqualTo(library);
        }
      }
    }
  }

  private static void byLibrary(
      RegistryExposition exposition,
      TextFormat format,
      EscapingScheme escaping,
      ByteArrayOutputStream out)
      throws IOException {
    ExpositionFormatWriter writer = format.writer(exposition.formats());
    writer.write(out, exposition.registry().getPrometheusRegistry().scrape(), escaping);
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
      return "fails: " + e.getClass().getName();
    }
  }

  private static RegistryExposition exposition() {
    return new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.builder().build());
  }
}
