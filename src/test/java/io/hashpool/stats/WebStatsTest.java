package io.hashpool.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebStatsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WebStats stats = new WebStats(registry);

  @Test
  void everyReasonIsASeriesFromTheStartUnderTheNameOfTheCatalogue() {
    String name = PoolMeter.HTTP_REFUSALS.sampleName();
    assertThat(name).isEqualTo("hashpool_exporter_http_refusals_total");
    assertThat(samples())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(WebRefusal.values())
                .map(reason -> name + "{reason=\"" + reason.code() + "\"} 0.0")
                .toList());
  }

  @Test
  void refusalsCountUnderTheirReason() {
    stats.refused(WebRefusal.SLOW_READER);
    stats.refused(WebRefusal.SLOW_READER);
    assertThat(samples())
        .contains(
            "hashpool_exporter_http_refusals_total{reason=\"slow-reader\"} 2.0",
            "hashpool_exporter_http_refusals_total{reason=\"slow-request\"} 0.0");
  }

  @Test
  void everyReasonIsExplained() throws IOException {
    List<String> explained =
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\|$")
            .matcher(Files.readString(Path.of("docs/web-config.md")))
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(explained)
        .containsExactlyElementsOf(Stream.of(WebRefusal.values()).map(WebRefusal::code).toList());
  }

  @Test
  void closingRemovesThemAll() {
    stats.close();
    assertThat(samples()).isEmpty();
  }

  private List<String> samples() {
    return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }
}
