package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One scrape in the text format, read as strictly as Prometheus does: what is neither a comment nor
 * a sample, a sample that comes twice, and a family that is declared twice are errors.
 *
 * @param samples value by series, written as {@code name{label="value"}}
 * @param types type by family
 */
public record Scrape(Map<String, Double> samples, Map<String, String> types) {
  private static final String LABEL = "[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*+\"";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][\\w:]*+)(\\{" + LABEL + "(?:," + LABEL + ")*+,?})? (\\S++)(?: \\d+)?");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\w+)");

  /**
   * Reads the body of a scrape.
   *
   * @throws AssertionError if Prometheus would not take it, with the line
   */
  public static Scrape parse(String body) {
    Map<String, Double> samples = new TreeMap<>();
    Map<String, String> types = new HashMap<>();
    assertThat(body).endsWith("\n");
    body.lines()
        .forEach(
            line -> {
              Matcher type = TYPE.matcher(line);
              if (type.matches()) {
                assertThat(types.put(type.group(1), type.group(2))).as("twice: " + line).isNull();
              } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as("no sample: " + line).isTrue();
                String labels = sample.group(2);
                String series = labels == null ? sample.group(1) : sample.group(1) + labels;
                assertThat(samples.put(series, number(sample.group(3))))
                    .as("twice: " + line)
                    .isNull();
              }
            });
    assertThat(samples).isNotEmpty();
    return new Scrape(samples, types);
  }

  /** The value of this series. */
  public double value(String series) {
    Double value = samples.get(series);
    assertThat(value).as(series).isNotNull();
    return value;
  }

  /** The sum over all series of this name. */
  public double sum(String name) {
    return samples.entrySet().stream()
        .filter(sample -> nameOf(sample.getKey()).equals(name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** How many series of this name there are. */
  public long count(String name) {
    return samples.keySet().stream().filter(series -> nameOf(series).equals(name)).count();
  }

  /**
   * Asserts that no counter is below what it was in an earlier scrape of the same process.
   *
   * @param comesAnew the series that may, since their downstream's id may have come back
   */
  public void assertNoCounterFellSince(Scrape earlier, Pattern comesAnew) {
    samples.forEach(
        (series, value) -> {
          Double before = earlier.samples.get(series);
          if (before != null
              && "counter".equals(types.get(nameOf(series)))
              && !comesAnew.matcher(series).find()) {
            assertThat(value).as(series).isGreaterThanOrEqualTo(before);
          }
        });
  }

  private static String nameOf(String series) {
    int brace = series.indexOf('{');
    return brace < 0 ? series : series.substring(0, brace);
  }

  private static double number(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
