package io.hashpool.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.rules.SimulatedPool.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of Poisson miners through Prometheus's own rule engine: how often the silence alarm is
 * wrong, beside a fixed five minutes, and how long it takes when it is right. The table of
 * docs/alerts.md is what this prints; the seed is fixed, so it must agree to the digit.
 */
class SilenceSimulationIT {
  private static final long SEED = 20261123;
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration LENGTH = DAY.plusMinutes(70);
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(30);
  private static final double SHIPPED_BUDGET = 0.1;
  private static final double LARGE_BUDGET = 24;
  private static final List<Double> RATES = List.of(0.2, 0.5, 1.0, 2.0, 6.0, 20.0);
  private static final String TABLE_BEGIN = "<!-- simulation: begin -->\n";
  private static final String TABLE_END = "<!-- simulation: end -->";

  private static final List<SimulatedPool> POOLS =
      Stream.concat(
              RATES.stream()
                  .map(
                      rate ->
                          new SimulatedPool(
                              "6 at " + rate, Shape.IN_PROCESS, Collections.nCopies(6, rate))),
              Stream.of(Shape.values())
                  .map(
                      shape ->
                          new SimulatedPool(
                              "mixed, " + shape.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                              shape,
                              Stream.concat(Stream.of(1.0), RATES.stream()).toList())))
          .toList();

  @TempDir Path directory;

  private record Outcome(
      Map<String, Double> falseAlarms, Map<String, Double> fixed, Map<String, Double> delays) {}

  @Test
  void falseAlarmsKeepTheBudgetAndTheTableInTheDocumentationIsWhatWasMeasured() throws IOException {
    List<SimulatedPool.Scraped> scraped =
        POOLS.stream()
            .map(pool -> pool.run(SEED + POOLS.indexOf(pool), SCRAPE_INTERVAL, LENGTH, DAY))
            .toList();

    CompletableFuture<Outcome> second =
        CompletableFuture.supplyAsync(() -> evaluate(scraped, LARGE_BUDGET));
    Outcome shipped = evaluate(scraped, SHIPPED_BUDGET);
    Outcome large = second.join();
    String table = table(scraped, shipped, large);
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "silence-simulation.md"), table);

    // Poisson with mean 0.1: three or more in a pool's day has probability 0.0002.
    assertThat(shipped.falseAlarms.values()).allSatisfy(n -> assertThat(n).isLessThan(3));
    // Mean 24: above 44 has probability 0.0001.
    assertThat(large.falseAlarms.values()).allSatisfy(n -> assertThat(n).isLessThan(44));
    // The simulation is able to see false alarms at all.
    assertThat(large.falseAlarms.get("6 at 0.2")).isBetween(8.0, 44.0);
    assertThat(shipped.fixed.get("6 at 0.2")).isGreaterThan(500);
    assertThat(shipped.delays).hasSize(POOLS.size());

    String documented = Files.readString(Path.of("docs", "alerts.md"));
    assertThat(
            documented.substring(
                documented.indexOf(TABLE_BEGIN) + TABLE_BEGIN.length(),
                documented.indexOf(TABLE_END)))
        .as("the table in docs/alerts.md; target/silence-simulation.md has what was measured")
        .isEqualTo(table);
  }

  private Outcome evaluate(List<SimulatedPool.Scraped> scraped, double budget) {
    try {
      Path place = Files.createDirectory(directory.resolve("budget-" + budget));
      return evaluate(scraped, budget, place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome evaluate(List<SimulatedPool.Scraped> scraped, double budget, Path place)
      throws IOException {
    String shippedRules = RuleFiles.fileOfGroup("hashpool-silence");
    String shippedBudget = "\"expr\":\"vector(" + SHIPPED_BUDGET + ")\"";
    assertThat(shippedRules).containsOnlyOnce(shippedBudget);
    Files.writeString(
        place.resolve("alerts.yml"),
        shippedRules.replace(shippedBudget, "\"expr\":\"vector(" + budget + ")\""));
    Files.writeString(
        place.resolve("fixed.yml"),
        """
        groups:
          - name: fixed
            rules:
              - alert: FixedFiveMinutes
                expr: time() - hashpool_pool_downstream_last_share_at_seconds > 300
        """);
    StringBuilder test =
        new StringBuilder(
            """
            rule_files: [alerts.yml, fixed.yml]
            evaluation_interval: 1m
            tests:
              - interval: %ds
                input_series:
            """
                .formatted(SCRAPE_INTERVAL.toSeconds()));
    scraped.forEach(pool -> pool.seriesYaml().forEach(test::append));
    test.append("    promql_expr_test:\n");
    // An alert's start is the value of ALERTS_FOR_STATE, so each change of it is another alarm.
    query(test, DAY, alarms("HashpoolDownstreamSilent"));
    query(test, DAY, alarms("FixedFiveMinutes"));
    query(
        test,
        LENGTH,
        "sum by (instance) (ALERTS_FOR_STATE{alertname=\"HashpoolDownstreamSilent\","
            + "downstream_id=\"0\"} - on (instance, downstream_id)"
            + " hashpool_pool_downstream_last_share_at_seconds)");
    Files.writeString(place.resolve("test.yml"), test);

    // promtool has no way to just ask: expecting nothing, it says what it got.
    Tool.Result result = Tool.PROMTOOL.run(place, "test", "rules", "test.yml");
    List<Map<String, Double>> answers = answers(result.output());
    assertThat(answers).as(result.output()).hasSize(3);
    return new Outcome(answers.get(0), answers.get(1), answers.get(2));
  }

  private static String alarms(String alert) {
    return "sum by (instance) (1 + changes(ALERTS_FOR_STATE{alertname=\""
        + alert
        + "\"}[24h]))"
        + " or on (instance) count by (instance) (hashpool_pool_downstream_info) * 0";
  }

  private static void query(StringBuilder test, Duration at, String expression) {
    test.append("      - expr: '").append(expression).append("'\n");
    test.append("        eval_time: ").append(at.toMinutes()).append("m\n");
    test.append("        exp_samples: []\n");
  }

  private static List<Map<String, Double>> answers(String output) {
    List<Map<String, Double>> answers = new ArrayList<>();
    Pattern sample = Pattern.compile("\\{instance=\\\\?\"([^\"\\\\]*)\\\\?\"\\} ([0-9.E+-]+)");
    for (String line : output.lines().filter(l -> l.contains("got:")).toList()) {
      Map<String, Double> answer = new TreeMap<>();
      Matcher matcher = sample.matcher(line);
      while (matcher.find()) {
        answer.put(matcher.group(1), Double.parseDouble(matcher.group(2)));
      }
      answers.add(answer);
    }
    return answers;
  }

  private static String table(List<SimulatedPool.Scraped> scraped, Outcome shipped, Outcome large) {
    String header =
        "| pool: miners at shares/min | shares | fixed 5 min | budget 0.1 | budget 24 | silent miner"
            + " found after (0.1) |\n|---|--:|--:|--:|--:|--:|\n";
    return POOLS.stream()
        .map(
            pool -> {
              String name = pool.instance();
              long shares =
                  scraped.get(POOLS.indexOf(pool)).miners().stream()
                      .mapToLong(SimulatedPool.Miner::shares)
                      .sum();
              double delay = shipped.delays.get(name);
              return String.format(
                  Locale.ROOT,
                  "| %s | %d | %.0f | %.0f | %.0f | %.1f min |%n",
                  name,
                  shares,
                  shipped.fixed.get(name),
                  shipped.falseAlarms.get(name),
                  large.falseAlarms.get(name),
                  delay / 60);
            })
        .collect(Collectors.joining("", header, ""));
  }
}
