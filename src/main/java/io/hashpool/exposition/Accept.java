package io.hashpool.exposition;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what a scraper gets, by all lines of its {@code Accept} or {@code Accept-Encoding} header
 * and their weights (RFC 9110, section 12.5). Stateless.
 */
final class Accept {
  private Accept() {}

  /** What can be served, in the order of preference where the scraper has none. */
  private enum Offer {
    TEXT("text/plain;version=0.0.4"),
    OPEN_METRICS("application/openmetrics-text;version=1.0.0"),
    PROTOBUF(
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");

    private final String header;
    private final Element form;

    Offer(String header) {
      this.header = header;
      this.form = Element.parse(header);
    }
  }

  /**
   * One element of a header.
   *
   * @param name the media range or content coding
   * @param parameters all but the weight
   * @param weight from 0, which excludes it, to 1
   */
  private record Element(String name, Map<String, String> parameters, double weight) {
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
    int closeness(Offer offer) {
      if (name.equals("*/*")) {
        return 1;
      }
      if (name.endsWith("/*")) {
        return offer.form.name.startsWith(name.substring(0, name.length() - 1)) ? 2 : 0;
      }
      boolean otherVersion =
          offer.form.parameters.entrySet().stream()
              .anyMatch(
                  e -> !parameters.getOrDefault(e.getKey(), e.getValue()).equals(e.getValue()));
      // Protobuf has many formats: it is asked for by the full name, or by a wildcard.
      boolean vague = offer == Offer.PROTOBUF && !hasFullFormOf(offer) && !excludes();
      return name.equals(offer.form.name) && !otherVersion && !vague ? 3 : 0;
    }

    boolean hasFullFormOf(Offer offer) {
      return parameters.keySet().containsAll(offer.form.parameters.keySet());
    }
  }

  /** An offer, and the element that decides about it. */
  private record Match(Offer offer, Element element) {
    private static final Comparator<Match> BY_PREFERENCE =
        Comparator.comparingDouble((Match match) -> match.element.weight)
            .thenComparing(match -> match.element.closeness(match.offer));

    String header() {
      String escaping = element.parameters.get("escaping");
      return escaping == null ? offer.header : offer.header + ";escaping=" + escaping;
    }
  }

  /**
   * An {@code Accept} header that names the chosen format alone, with the escaping that was asked
   * for. Where nothing on offer was asked for, it is the first format that was not excluded.
   *
   * @param lines of the header; none if there was no such header
   * @return empty if every format on offer was excluded
   */
  static Optional<String> format(List<String> lines) {
    List<Element> elements = elements(lines);
    List<Match> matches =
        Arrays.stream(Offer.values()).flatMap(offer -> match(offer, elements).stream()).toList();
    List<Offer> others =
        Arrays.stream(Offer.values())
            .filter(offer -> matches.stream().noneMatch(match -> match.offer == offer))
            .toList();
    return matches.stream()
        .filter(match -> !match.element.excludes())
        // Of equals the last is taken: the order of preference, backwards.
        .sorted(Comparator.comparing(Match::offer).reversed())
        .reduce((one, next) -> Match.BY_PREFERENCE.compare(one, next) > 0 ? one : next)
        .map(Match::header)
        .or(() -> others.stream().findFirst().map(offer -> offer.header));
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
  private static Optional<Match> match(Offer offer, List<Element> elements) {
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
