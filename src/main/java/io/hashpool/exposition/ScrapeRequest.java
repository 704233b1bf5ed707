package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import java.util.function.Predicate;

/**
 * What a scraper asked for.
 *
 * @param format the format
 * @param escaping what becomes of names that are not plain
 * @param names which families, by their name in Prometheus without suffixes like {@code _total}
 * @param gzip whether it is compressed
 */
public record ScrapeRequest(
    ScrapeFormat format, EscapingScheme escaping, Predicate<String> names, boolean gzip) {
  /** All families in a format, not compressed, with names that any scraper takes. */
  public static ScrapeRequest of(ScrapeFormat format) {
    return new ScrapeRequest(format, EscapingScheme.DEFAULT, name -> true, false);
  }
}
