package io.hashpool.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every query of every dashboard, asked as Grafana asks it, of two engines that saw live pools. */
class DashboardsIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Empty wherever all is well. */
  private static final Set<String> ALERTS =
      Set.of("overview.json, Alerts firing", "downstream.json, Its alerts");

  @TempDir static Path directory;

  private static LivePools pools;

  @BeforeAll
  static void start() throws Exception {
    pools = LivePools.start(directory);
  }

  @AfterAll
  static void stop() {
    if (pools != null) {
      pools.close();
    }
  }

  @Test
  void everyQueryRunsAndGivesNumbersOnEveryEngine() {
    // Some of it passes by, such as a failed quote: each query is to have had numbers once.
    Map<String, BooleanSupplier> pending = new LinkedHashMap<>();
    for (Engine engine : pools.engines()) {
      for (DashboardQuery query : Dashboard.allQueries()) {
        if (!NotReported.byAll(query)) {
          pending.put(engine.name() + ": " + query.where(), () -> givesNumbers(engine, query));
        }
      }
    }
    assertThat(pending).hasSizeGreaterThan(180);
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              pending.values().removeIf(BooleanSupplier::getAsBoolean);
              assertThat(pending.keySet()).isEmpty();
            });
  }

  @Test
  void queryThatDoesNotParseIsSeenToFail() {
    for (Engine engine : pools.engines()) {
      assertThatThrownBy(() -> engine.ask(DashboardQuery.Kind.INSTANT, "sum(up{job=\"$job\""))
          .isInstanceOf(Engine.RefusedException.class)
          .hasMessageContaining(engine.name());
      assertThat(engine.ask(DashboardQuery.Kind.RANGE, "no_such_series")).isEmpty();
    }
  }

  @Test
  void legendsTellTheSeriesOfAPanelApart() {
    for (Dashboard dashboard : Dashboard.all()) {
      Map<String, List<String>> legends = new LinkedHashMap<>();
      for (DashboardQuery query : dashboard.queries()) {
        if (query.isInAPanel() && !query.legend().isEmpty()) {
          List<String> ofPanel = legends.computeIfAbsent(query.panelOf(), p -> new ArrayList<>());
          for (Engine.Series series : ask(pools.prometheus(), query, oneDownstreamOf(dashboard))) {
            assertThat(series.labels().keySet())
                .as(query.where())
                .containsAll(query.legendLabels());
            ofPanel.add(query.legendOf(series.labels()));
          }
        }
      }
      assertThat(legends).hasSizeGreaterThan(10);
      legends.forEach(
          (panel, names) ->
              assertThat(names).as(panel).doesNotHaveDuplicates().noneMatch(String::isBlank));
    }
  }

  @ParameterizedTest
  @EnumSource
  void panelsLackDataOnlyWhereThePoolDoesNotReportIt(LivePools.Source source) {
    Set<String> lacking = new TreeSet<>();
    Dashboard.allQueries().stream()
        .filter(DashboardQuery::isInAPanel)
        .map(DashboardQuery::panelOf)
        .forEach(lacking::add);
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              for (DashboardQuery query : Dashboard.allQueries()) {
                if (lacking.contains(query.panelOf())
                    && !ask(pools.prometheus(), query, source.variables()).isEmpty()) {
                  lacking.remove(query.panelOf());
                }
              }
              lacking.removeAll(ALERTS);
              assertThat(lacking).containsExactlyInAnyOrderElementsOf(NotReported.by(source));
            });
  }

  private static boolean givesNumbers(Engine engine, DashboardQuery query) {
    List<Engine.Series> answer = ask(engine, query, LivePools.ALL_POOLS);
    return !answer.isEmpty() && answer.stream().allMatch(Engine.Series::isNumber);
  }

  private static List<Engine.Series> ask(
      Engine engine, DashboardQuery query, Map<String, String> variables) {
    return engine.ask(query.kind(), query.with(variables));
  }

  /** The dashboard of one downstream is of one downstream of one pool; the others are of all. */
  private static Map<String, String> oneDownstreamOf(Dashboard dashboard) {
    return dashboard.uid().equals("hashpool-downstream")
        ? LivePools.Source.IN_PROCESS.variablesOfDownstream("6")
        : LivePools.ALL_POOLS;
  }
}
