package io.hashpool.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hashpool.rules.RuleFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardFilesTest {
  private static final int COLUMNS = 24;

  /** The JSON model of Grafana 11 and later. */
  private static final int SCHEMA_OF_GRAFANA_11 = 39;

  private static final Set<String> ALWAYS = Set.of("job", "instance");
  private static final Pattern FIXED_WINDOW = Pattern.compile("\\[(\\d+[smhd])\\]");
  private static final Map<String, String> NAMES_OF_WINDOWS = Map.of("5m", "5 m", "1h", "hour");
  private static final Pattern LINK_VARIABLE = Pattern.compile("[?&]var-(\\w+)=");
  private static final Pattern LINK_FIELD = Pattern.compile("\\$\\{__data\\.fields\\.(\\w+)\\}");

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  static List<DashboardQuery> queries() {
    return Dashboard.allQueries();
  }

  @Test
  void threeDashboardsEachWithAnAddressOfItsOwn() {
    assertThat(dashboards())
        .extracting(Dashboard::uid)
        .containsExactlyInAnyOrder("hashpool-overview", "hashpool-downstream", "hashpool-exporter");
    assertThat(dashboards())
        .extracting(d -> d.json().path("title").asText())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void itIsOfGrafana11AndNotOfOneInstallation(Dashboard dashboard) {
    assertThat(dashboard.json().path("schemaVersion").asInt())
        .isGreaterThanOrEqualTo(SCHEMA_OF_GRAFANA_11);
    assertThat(dashboard.json().has("id")).as("an id of one Grafana's database").isFalse();
    assertThat(dashboard.json().has("__inputs")).as("left over from an export").isFalse();
    assertThat(dashboard.json().findValues("datasource"))
        .isNotEmpty()
        .extracting(source -> source.path("uid").asText())
        .containsOnly("${datasource}", "-- Grafana --");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelSaysWhatItShowsInWhichUnitAndWhyItMayBeEmpty(Dashboard dashboard) {
    assertThat(dashboard.panels()).isNotEmpty();
    for (JsonNode panel : dashboard.panels()) {
      String title = panel.path("title").asText();
      JsonNode defaults = panel.path("fieldConfig").path("defaults");
      assertThat(title).isNotBlank();
      assertThat(panel.path("description").asText()).as(title).matches("(?s)[A-Z].{15,}\\.");
      assertThat(defaults.path("unit").asText()).as(title).isNotBlank();
      assertThat(defaults.path("noValue").asText()).as(title).isNotBlank();
      assertThat(panel.path("targets")).as(title).isNotEmpty();
    }
    assertThat(dashboard.panels())
        .extracting(p -> p.path("title").asText())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsHaveIdsOfTheirOwnAndDoNotOverlap(Dashboard dashboard) {
    assertThat(dashboard.panelsAndRows())
        .extracting(panel -> panel.path("id").asInt())
        .doesNotHaveDuplicates()
        .doesNotContain(0);
    Set<List<Integer>> taken = new HashSet<>();
    for (JsonNode panel : dashboard.panelsAndRows()) {
      JsonNode at = panel.path("gridPos");
      int right = at.path("x").asInt() + at.path("w").asInt();
      int bottom = at.path("y").asInt() + at.path("h").asInt();
      assertThat(right).as(panel.path("title").asText()).isBetween(1, COLUMNS);
      for (int x = at.path("x").asInt(); x < right; x++) {
        for (int y = at.path("y").asInt(); y < bottom; y++) {
          assertThat(taken.add(List.of(x, y)))
              .as("%s at column %d, line %d", panel.path("title").asText(), x, y)
              .isTrue();
        }
      }
    }
    int height = taken.stream().mapToInt(cell -> cell.get(1)).max().orElseThrow() + 1;
    assertThat(taken).as("cells without a hole").hasSize(COLUMNS * height);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void oneChoosesDatasourceJobInstanceAndWhereItAppliesDownstream(Dashboard dashboard) {
    List<String> names =
        dashboard.variables().stream().map(variable -> variable.path("name").asText()).toList();
    assertThat(names).startsWith("datasource", "job", "instance");
    assertThat(names.contains("downstream"))
        .isEqualTo(!dashboard.uid().equals("hashpool-exporter"));
    assertThat(dashboard.variables())
        .allSatisfy(v -> assertThat(v.path("label").asText()).isNotBlank());
  }

  /** From {@code up}, which a pool that is down has too; and who has no label is not left out. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void whatIsDownCanBeChosenAndAllIsEverything(Dashboard dashboard) {
    assertThat(dashboard.json().path("editable").asBoolean(true)).isFalse();
    for (String name : ALWAYS) {
      JsonNode variable =
          dashboard.variables().stream()
              .filter(v -> v.path("name").asText().equals(name))
              .findFirst()
              .orElseThrow();
      assertThat(variable.path("query").path("query").asText())
          .startsWith("label_values(up{job=~\"hashpool.*\"");
      assertThat(variable.path("multi").asBoolean()).isTrue();
      assertThat(variable.path("allValue").asText()).isEqualTo(".+");
      assertThat(variable.path("label").asText()).isEqualToIgnoringCase(name);
    }
    assertThat(dashboard.queries())
        .filteredOn(query -> query.expression().contains("ALERTS{"))
        .filteredOn(query -> !query.expression().contains("downstream_id=~"))
        .isNotEmpty()
        .allSatisfy(
            query ->
                assertThat(query.expression()).contains("job=~\"$job|\",instance=~\"$instance|\""));
  }

  /** A window of one's own choice stands where the title names it. */
  @ParameterizedTest
  @MethodSource("queries")
  void fixedWindowIsNamedByThePanel(DashboardQuery query) {
    List<String> windows = matches(FIXED_WINDOW, query.expression());
    if (query.isInAPanel() && !isTable(query)) {
      assertThat(windows)
          .as(query.where())
          .allSatisfy(
              window ->
                  assertThat(query.panel().toLowerCase(Locale.ROOT))
                      .contains(NAMES_OF_WINDOWS.get(window)));
    }
  }

  private static boolean isTable(DashboardQuery query) {
    return query.legend().isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void itLeadsToTheOthersAndMarksRestartsBlocksAndAlerts(Dashboard dashboard) {
    assertThat(dashboard.json().path("tags")).extracting(JsonNode::asText).contains("hashpool");
    JsonNode link = dashboard.json().path("links").path(0);
    assertThat(link.path("type").asText()).isEqualTo("dashboards");
    assertThat(link.path("tags").path(0).asText()).isEqualTo("hashpool");
    assertThat(link.path("includeVars").asBoolean()).isTrue();
    assertThat(dashboard.annotations())
        .extracting(annotation -> annotation.path("name").asText())
        .containsExactly("Process starts", "Pool restarts", "Blocks", "Alerts");
  }

  @Test
  void tableOfDownstreamsLeadsToTheOneDownstream() {
    Dashboard overview = dashboard("hashpool-overview");
    Dashboard downstream = dashboard("hashpool-downstream");
    String link =
        overview.panels().stream()
            .flatMap(panel -> panel.findValuesAsText("url").stream())
            .filter(url -> url.startsWith("/d/"))
            .findFirst()
            .orElseThrow();
    assertThat(link).startsWith("/d/" + downstream.uid() + "?");
    assertThat(matches(LINK_VARIABLE, link))
        .containsExactlyInAnyOrder("job", "instance", "downstream")
        .isSubsetOf(downstream.variables().stream().map(v -> v.path("name").asText()).toList());
    List<String> columns = new ArrayList<>();
    overview
        .json()
        .findValues("renameByName")
        .forEach(n -> n.forEach(v -> columns.add(v.asText())));
    assertThat(matches(LINK_FIELD, link)).isNotEmpty().isSubsetOf(columns);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void columnsAndSeriesThatAreDressedUpExist(Dashboard dashboard) {
    for (JsonNode panel : dashboard.panels()) {
      Set<String> names =
          Stream.concat(
                  panel.findValues("renameByName").stream()
                      .flatMap(Dashboard::children)
                      .map(JsonNode::asText),
                  Dashboard.children(panel.path("targets"))
                      .map(t -> t.path("legendFormat").asText()))
              .collect(Collectors.toSet());
      for (JsonNode override : panel.path("fieldConfig").path("overrides")) {
        JsonNode matcher = override.path("matcher");
        if (matcher.path("id").asText().equals("byName")) {
          assertThat(matcher.path("options").asText()).as(panel.path("title").asText()).isIn(names);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void queryUsesOnlySeriesAndLabelsThatExist(DashboardQuery query) {
    assertThat(query.selectors()).as(query.where()).isNotEmpty();
    Set<String> bare = RuleFiles.selected(query.with(LivePools.ALL_POOLS));
    assertThat(bare).as(query.where()).isSubsetOf(KnownSeries.names());
    assertThat(query.selectors())
        .extracting(DashboardQuery.Selector::metric)
        .as("every series with a selector: " + query.where())
        .containsAll(bare);
    for (DashboardQuery.Selector selector : query.selectors()) {
      Set<String> known = new HashSet<>(KnownSeries.labels(selector.metric()));
      known.addAll(ALWAYS);
      if (selector.metric().isEmpty()) {
        known.add("__name__");
      }
      assertThat(selector.labels()).as(query.where() + ", " + selector).isSubsetOf(known);
      if (!query.panel().startsWith("variable ")) {
        assertThat(selector.labels())
            .as("narrowed to what was chosen: " + query.where() + ", " + selector)
            .containsAll(ALWAYS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void labelsThatQueryAndLegendSpeakOfAreThoseOfItsSeries(DashboardQuery query) {
    Set<String> known = new HashSet<>(ALWAYS);
    for (DashboardQuery.Selector selector : query.selectors()) {
      known.addAll(KnownSeries.labels(selector.metric()));
      if (selector.metric().isEmpty()) {
        known.add("__name__");
      }
    }
    assertThat(query.groupingLabels()).as(query.where()).isSubsetOf(known);
    assertThat(query.legendLabels()).as(query.where()).isSubsetOf(known);
  }

  @ParameterizedTest
  @MethodSource("queries")
  void queryUsesOnlyVariablesThatExist(DashboardQuery query) {
    assertThat(query.with(LivePools.ALL_POOLS)).as(query.where()).doesNotContain("$");
  }

  @Test
  void namesLabelsAndVariablesAreFoundInQueries() {
    DashboardQuery query =
        new DashboardQuery(
            "f",
            "p",
            "A",
            "a:b{job=~\"$job\",x!=\"1\"} / on (x, z) c{y=\"2\"}[$__interval]",
            "{{x}} of {{y}}",
            DashboardQuery.Kind.RANGE);
    assertThat(query.selectors())
        .containsExactly(
            new DashboardQuery.Selector("a:b", List.of("job", "x")),
            new DashboardQuery.Selector("c", List.of("y")));
    assertThat(query.with(Map.of("job", "j", "__interval", "5s")))
        .isEqualTo("a:b{job=~\"j\",x!=\"1\"} / on (x, z) c{y=\"2\"}[5s]");
    assertThat(query.groupingLabels()).containsExactly("x", "z");
    assertThat(query.legendOf(Map.of("x", "1", "y", "2"))).isEqualTo("1 of 2");
  }

  private static Dashboard dashboard(String uid) {
    return dashboards().stream().filter(d -> d.uid().equals(uid)).findFirst().orElseThrow();
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult m) -> m.group(1)).toList();
  }
}
