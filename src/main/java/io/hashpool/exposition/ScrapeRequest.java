package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import java.util.function.Predicate;

/**
 * What a scraper asked for.
 *
 * @param format the format
 * @param escaping what becomes of names that are not plain
 * @param names which families, by their name in Prometheus without suffixes like {@code _total}
 */
public record ScrapeRequest(ScrapeFormat format, EscapingScheme escaping, Predicate<String> names) {
  /** All families in a format, with names that any scraper takes. */
  public static ScrapeRequest of(ScrapeFormat format) {
    return new ScrapeRequest(format, EscapingScheme.DEFAULT, name -> true);
  }
}
