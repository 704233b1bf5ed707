package io.hashpool.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.EscapingScheme;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
  private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";
  private static final String TEXT = "text/plain;version=0.0.4";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|" + TEXT,
        "*/*|" + TEXT,
        "application/json|" + TEXT,
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|" + TEXT,
        "application/*|" + OPEN_METRICS,
        "text/*, */*;q=0.1|" + TEXT,
        "application/openmetrics-text|" + OPEN_METRICS,
        "Application/OpenMetrics-Text; Version=\"1.0.0\"; charset=utf-8|" + OPEN_METRICS,
        "text/plain, application/openmetrics-text|" + TEXT,
        "*/*, application/openmetrics-text|" + OPEN_METRICS,
        PROTOBUF + "|" + PROTOBUF,
        "application/vnd.google.protobuf|" + TEXT,
        PROTOBUF + ";q=0.5, " + OPEN_METRICS + ";q=0.4, " + TEXT + ";q=0.3|" + PROTOBUF,
        // An exclusion
        OPEN_METRICS + ";q=0," + TEXT + "|" + TEXT,
        TEXT + ";q=0.9," + PROTOBUF + ";q=0|" + TEXT,
        "text/plain;q=0, */*|" + OPEN_METRICS,
        TEXT + ";q=0, text/plain|" + OPEN_METRICS,
        "text/plain;q=0, " + TEXT + "|" + TEXT,
        "text/plain;q=0|" + OPEN_METRICS,
        "text/*;q=0, application/openmetrics-text;q=0.000|" + PROTOBUF,
        "application/vnd.google.protobuf;q=0, application/openmetrics-text;q=0, */*|" + TEXT,
        // Weights
        TEXT + ";q=0.9," + OPEN_METRICS + ";q=0.1|" + TEXT,
        OPEN_METRICS + ";q=0.001, */*;q=0.002|" + TEXT,
        "text/plain; Q = 0.2 , application/openmetrics-text; q=0.3|" + OPEN_METRICS,
        "text/plain;q=high, application/openmetrics-text;q=0.9|" + TEXT,
        "text/plain;q=NaN, application/openmetrics-text;q=0.9|" + TEXT,
        // Another version
        "application/openmetrics-text;version=0.0.1," + TEXT + ";q=0.5|" + TEXT,
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1|"
            + OPEN_METRICS,
        // Several lines
        PROTOBUF + ";q=0.7," + TEXT + ";q=0.3 & text/plain|" + TEXT,
        "text/plain;q=0.1 & " + OPEN_METRICS + "|" + OPEN_METRICS,
        "text/plain;escaping=dots|" + TEXT + ";escaping=dots",
        "text/plain;escaping=unheard-of|" + TEXT,
        OPEN_METRICS
            + ";escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;q=0.4,*/*;q=0.2|"
            + OPEN_METRICS
            + ";escaping=allow-utf-8",
        ";;;,,=;q|" + TEXT,
      })
  void chosenByAllLinesAndTheirWeights(String lines, String chosen) {
    assertThat(Accept.format(lines(lines)).map(AcceptTest::shown)).contains(chosen);
  }

  @ParameterizedTest
  @CsvSource({"*/*;q=0", "'text/*;q=0, application/*;q=0'"})
  void nothingIsChosenWhereEveryFormatIsExcluded(String line) {
    assertThat(Accept.format(List.of(line))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|false",
        "gzip|true",
        "deflate, GZIP;q=0.5|true",
        "br & gzip|true",
        "*|true",
        "x-gzip|true",
        "gzip;q=0|false",
        "gzip;q=0, *|false",
        "gzip;q=0.5, identity|false",
        "identity;q=0.5, gzip|true",
        "br|false",
      })
  void compressedWhereTheScraperTakesIt(String lines, boolean gzip) {
    assertThat(Accept.gzip(lines(lines))).isEqualTo(gzip);
  }

  @Test
  void linesAsLongAsTheServerTakesThemAreNoWork() {
    assertThat(Accept.format(List.of(",".repeat(1 << 15), "a,".repeat(1 << 14))))
        .map(AcceptTest::shown)
        .contains(TEXT);
  }

  private static String shown(Accept.Choice choice) {
    return choice.format().mediaType()
        + (choice.escaping() == EscapingScheme.DEFAULT
            ? ""
            : ";escaping=" + choice.escaping().getValue());
  }

  private static List<String> lines(String lines) {
    return lines == null ? List.of() : Arrays.asList(lines.split(" & "));
  }
}
