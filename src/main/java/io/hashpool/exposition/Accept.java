package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what a scraper gets of {@link ScrapeFormat}, by all lines of its {@code Accept} or {@code
 * Accept-Encoding} header and their weights (RFC 9110, section 12.5). Stateless.
 */
final class Accept {
  private Accept() {}

  /**
   * What a scraper gets.
   *
   * @param escaping what becomes of names that are not plain
   */
  record Choice(ScrapeFormat format, EscapingScheme escaping) {}

  /**
   * One element of a header.
   *
   * @param name the media range or content coding
   * @param parameters all but the weight
   * @param weight from 0, which excludes it, to 1
   */
  private record Element(String name, Map<String, String> parameters, double weight) {
    private static final Map<ScrapeFormat, Element> FORMATS =
        Arrays.stream(ScrapeFormat.values())
            .collect(Collectors.toMap(Function.identity(), format -> parse(format.mediaType())));

    static Element of(ScrapeFormat format) {
      return Objects.requireNonNull(FORMATS.get(format), "an element for each format");
    }

    static Element parse(String text) {
      String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
      Map<String, String> parameters = new HashMap<>();
      Arrays.stream(parts)
          .skip(1)
          .map(part -> part.split("=", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> parameters.put(pair[0].strip(), pair[1].strip().replace("\"", "")));
      return new Element(parts[0].strip(), parameters, weight(parameters.remove("q")));
    }

    /** A weight that can't be read counts as none given. */
    private static double weight(@Nullable String text) {
      try {
        double weight = text == null ? 1 : Double.parseDouble(text);
        return Double.isNaN(weight) ? 1 : Math.max(0, Math.min(1, weight));
      } catch (NumberFormatException e) {
        return 1;
      }
    }

    boolean excludes() {
      return weight == 0;
    }

    /** How closely it names an offer: 0 not at all, 1 as any, 2 by half of its type, 3 in full. */
    int closeness(ScrapeFormat offer) {
      if (name.equals("*/*")) {
        return 1;
      }
      if (name.endsWith("/*")) {
        return Element.of(offer).name.startsWith(name.substring(0, name.length() - 1)) ? 2 : 0;
      }
      boolean otherVersion =
          Element.of(offer).parameters.entrySet().stream()
              .anyMatch(
                  e -> !parameters.getOrDefault(e.getKey(), e.getValue()).equals(e.getValue()));
      // Protobuf has many formats: it is asked for by the full name, or by a wildcard.
      boolean vague = offer == ScrapeFormat.PROTOBUF && !hasFullFormOf(offer) && !excludes();
      return name.equals(Element.of(offer).name) && !otherVersion && !vague ? 3 : 0;
    }

    boolean hasFullFormOf(ScrapeFormat offer) {
      return parameters.keySet().containsAll(Element.of(offer).parameters.keySet());
    }
  }

  /** An offer, and the element that decides about it. */
  private record Match(ScrapeFormat offer, Element element) {
    private static final Comparator<Match> BY_PREFERENCE =
        Comparator.comparingDouble((Match match) -> match.element.weight)
            .thenComparing(match -> match.element.closeness(match.offer));

    /** An escaping that nobody knows counts as none given. */
    Choice choice() {
      String wanted = element.parameters.get("escaping");
      return new Choice(
          offer,
          Arrays.stream(EscapingScheme.values())
              .filter(escaping -> escaping.getValue().equals(wanted))
              .findFirst()
              .orElse(EscapingScheme.DEFAULT));
    }
  }

  /**
   * The chosen format, with the escaping that was asked for. Where nothing on offer was asked for,
   * it is the first format that was not excluded.
   *
   * @param lines of the header; none if there was no such header
   * @return empty if every format on offer was excluded
   */
  static Optional<Choice> format(List<String> lines) {
    List<Element> elements = elements(lines);
    List<Match> matches =
        Arrays.stream(ScrapeFormat.values())
            .flatMap(offer -> match(offer, elements).stream())
            .toList();
    List<ScrapeFormat> others =
        Arrays.stream(ScrapeFormat.values())
            .filter(offer -> matches.stream().noneMatch(match -> match.offer == offer))
            .toList();
    return matches.stream()
        .filter(match -> !match.element.excludes())
        // Of equals the last is taken: the order of preference, backwards.
        .sorted(Comparator.comparing(Match::offer).reversed())
        .reduce((one, next) -> Match.BY_PREFERENCE.compare(one, next) > 0 ? one : next)
        .map(Match::choice)
        .or(
            () ->
                others.stream()
                    .findFirst()
                    .map(offer -> new Choice(offer, EscapingScheme.DEFAULT)));
  }

  /** Whether the body is to be compressed. */
  static boolean gzip(List<String> lines) {
    List<Element> elements = elements(lines);
    double gzip =
        weight(elements, "gzip")
            .or(() -> weight(elements, "x-gzip"))
            .or(() -> weight(elements, "*"))
            .orElse(0.0);
    return gzip > 0 && gzip >= weight(elements, "identity").orElse(0.0);
  }

  /**
   * The closest element decides. Of several that are equally close, with and without a version, the
   * one of most weight does, except that the exclusion of this very version stands.
   */
  private static Optional<Match> match(ScrapeFormat offer, List<Element> elements) {
    int closest = elements.stream().mapToInt(e -> e.closeness(offer)).max().orElse(0);
    List<Element> close =
        elements.stream()
            .filter(element -> closest > 0 && element.closeness(offer) == closest)
            .toList();
    return close.stream()
        .filter(element -> element.excludes() && element.hasFullFormOf(offer))
        .findFirst()
        .or(() -> close.stream().max(Comparator.comparingDouble(Element::weight)))
        .map(element -> new Match(offer, element));
  }

  private static Optional<Double> weight(List<Element> elements, String coding) {
    return elements.stream().filter(e -> e.name.equals(coding)).map(Element::weight).findFirst();
  }

  private static List<Element> elements(List<String> lines) {
    return lines.stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .filter(text -> !text.isBlank())
        .map(Element::parse)
        .toList();
  }
}
