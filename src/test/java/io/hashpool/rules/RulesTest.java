package io.hashpool.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hashpool.stats.PoolMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class RulesTest {
  private static final Path HERE = Path.of(".");
  private static final String RUNBOOK =
      "https://github.com/hashpool/hashpool-exporter/blob/main/docs/runbook.md#";

  /** Not in the catalogue of meters: Prometheus's own, and what the program itself registers. */
  private static final Set<String> OTHER_SERIES =
      Set.of(
          "up",
          "process_start_time_seconds",
          "hashpool_exporter_build_info",
          "hashpool_exporter_web_config_last_reload_successful");

  private static final int MOST_LINES = 400;
  private static final int MOST_LINES_OF_AN_EXPRESSION = 8;
  private static final int MOST_SERIES_OF_A_DOWNSTREAM = 3;

  static List<Path> testFiles() {
    return RuleFiles.files(RuleFiles.TESTS);
  }

  static Stream<String> alertNames() {
    return RuleFiles.alerts().stream().map(alert -> alert.path("alert").asText());
  }

  @Test
  void rulesAreValid() {
    String[] arguments =
        Stream.concat(
                Stream.of("check", "rules", "--lint-fatal"),
                RuleFiles.all().stream().map(Path::toString))
            .toArray(String[]::new);
    Tool.Result result = Tool.PROMTOOL.run(HERE, arguments);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  @Test
  void prometheusConfigurationIsValidAndLoadsEveryRule() {
    Tool.Result result = Tool.PROMTOOL.run(HERE, "check", "config", "prometheus.yml");
    assertThat(result.exitCode()).as(result.output()).isZero();
    long loaded =
        Pattern.compile("SUCCESS: (\\d+) rules found")
            .matcher(result.output())
            .results()
            .mapToLong(match -> Long.parseLong(match.group(1)))
            .sum();
    assertThat(loaded).isEqualTo(RuleFiles.rules().size());
  }

  @ParameterizedTest
  @MethodSource("testFiles")
  void alertsFireWhenTheyShouldAndNotOtherwise(Path file) {
    Tool.Result result = Tool.PROMTOOL.run(HERE, "test", "rules", file.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  @Test
  void everyAlertSaysHowBadItIsWhatItIsAndWhereToReadOn() throws IOException {
    Set<String> headings =
        Files.readAllLines(Path.of("docs", "runbook.md")).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3).toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    assertThat(RuleFiles.alerts()).isNotEmpty();
    for (JsonNode alert : RuleFiles.alerts()) {
      String name = alert.path("alert").asText();
      JsonNode annotations = alert.path("annotations");
      assertThat(alert.path("labels").path("severity").asText())
          .as(name)
          .isIn("warning", "critical");
      assertThat(annotations.path("summary").asText()).as(name).isNotBlank();
      assertThat(annotations.path("description").asText()).as(name).isNotBlank();
      assertThat(annotations.path("runbook_url").asText())
          .as(name)
          .isEqualTo(RUNBOOK + name.toLowerCase(Locale.ROOT));
      assertThat(headings).contains(name.toLowerCase(Locale.ROOT));
    }
    assertThat(headings).hasSameSizeAs(RuleFiles.alerts());
  }

  @ParameterizedTest
  @MethodSource("alertNames")
  void everyAlertIsTestedToFireAndToStayQuiet(String name) {
    List<JsonNode> cases =
        RuleFiles.tests().stream()
            .flatMap(test -> RuleFiles.children(test, "alert_rule_test"))
            .filter(test -> test.path("alertname").asText().equals(name))
            .toList();
    assertThat(cases).anySatisfy(test -> assertThat(test.path("exp_alerts")).isNotEmpty());
    assertThat(cases).anySatisfy(test -> assertThat(test.path("exp_alerts")).isEmpty());
  }

  @Test
  void rulesUseOnlySeriesThatExist() {
    Set<String> known =
        RuleFiles.rules().stream()
            .map(rule -> rule.path("record").asText())
            .filter(record -> !record.isEmpty())
            .collect(Collectors.toSet());
    known.addAll(meters());
    for (JsonNode rule : RuleFiles.rules()) {
      String expression = rule.path("expr").asText();
      assertThat(RuleFiles.selected(expression)).as(expression).isSubsetOf(known);
      for (JsonNode annotation : rule.path("annotations")) {
        assertThat(queried(annotation.asText())).as(annotation.asText()).isSubsetOf(known);
      }
    }
  }

  @Test
  void rulesAreShortAndRecordLittle() throws IOException {
    int lines = 0;
    for (Path file : RuleFiles.all()) {
      lines += Files.readAllLines(file).size();
    }
    assertThat(lines).isLessThanOrEqualTo(MOST_LINES);
    assertThat(RuleFiles.rules())
        .extracting(rule -> rule.path("expr").asText().strip())
        .allSatisfy(
            expression ->
                assertThat(expression.lines().count())
                    .as(expression)
                    .isLessThanOrEqualTo(MOST_LINES_OF_AN_EXPRESSION));
    assertThat(RuleFiles.rules())
        .filteredOn(rule -> rule.path("record").asText().startsWith("downstream:"))
        .hasSizeLessThanOrEqualTo(MOST_SERIES_OF_A_DOWNSTREAM);
  }

  @Test
  void noRuleReadsItselfOrWhatAnotherGroupRecords() {
    for (JsonNode group : RuleFiles.groups()) {
      Set<String> foreign = RuleFiles.records(RuleFiles.rules().stream());
      foreign.removeAll(RuleFiles.records(RuleFiles.children(group, "rules")));
      for (JsonNode rule : group.path("rules")) {
        assertThat(RuleFiles.selected(rule.path("expr").asText()))
            .as(rule.path("expr").asText())
            .doesNotContainAnyElementsOf(foreign)
            .doesNotContain(rule.path("record").asText(), "ALERTS", "ALERTS_FOR_STATE");
      }
    }
  }

  @Test
  void namesAreFoundInExpressions() {
    assertThat(
            RuleFiles.selected(
                "sum by (job) (rate(a_total{b=\"c\"}[5m] offset 1h)) > bool 2^32 and on (d) x:y:z"))
        .containsExactlyInAnyOrder("a_total", "x:y:z");
  }

  @Test
  void testsPlayOnlySeriesThatExist() {
    Set<String> meters = meters();
    assertThat(RuleFiles.tests())
        .flatExtracting(test -> RuleFiles.children(test, "input_series").toList())
        .isNotEmpty()
        .allSatisfy(
            series ->
                assertThat(series.path("series").asText().replaceFirst("\\{.*", "")).isIn(meters));
  }

  private static Collection<String> queried(String annotation) {
    return Pattern.compile("[\\w:]*hashpool[\\w:]*(?=\\{)")
        .matcher(annotation)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static Set<String> meters() {
    Set<String> meters =
        Arrays.stream(PoolMeter.values()).map(PoolMeter::sampleName).collect(Collectors.toSet());
    meters.addAll(OTHER_SERIES);
    return meters;
  }
}
