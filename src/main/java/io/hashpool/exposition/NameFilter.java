package io.hashpool.exposition;

import io.prometheus.metrics.config.ExporterFilterProperties;
import io.prometheus.metrics.model.registry.MetricNameFilter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which families a scrape shows: those that the Prometheus client's properties allow, and of these
 * the ones that {@code name[]} of the query names, where it names any. Both by the library's rules.
 * Immutable.
 */
final class NameFilter {
  private static final String PARAMETER = "name[]";

  private final Predicate<String> allowed;

  NameFilter(ExporterFilterProperties properties) {
    allowed =
        MetricNameFilter.builder()
            .nameMustBeEqualTo(properties.getAllowedMetricNames())
            .nameMustNotBeEqualTo(properties.getExcludedMetricNames())
            .nameMustStartWith(properties.getAllowedMetricNamePrefixes())
            .nameMustNotStartWith(properties.getExcludedMetricNamePrefixes())
            .build();
  }

  /**
   * The families that a query asks for. Other parameters are ignored.
   *
   * @param query of a URI, percent-encoded; null where there is none
   */
  Predicate<String> of(@Nullable String query) {
    List<String> names = new ArrayList<>();
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      if (pair.length == 2 && decoded(pair[0]).equals(PARAMETER)) {
        names.add(decoded(pair[1]));
      }
    }
    return names.isEmpty()
        ? allowed
        : allowed.and(MetricNameFilter.builder().nameMustBeEqualTo(names).build());
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
