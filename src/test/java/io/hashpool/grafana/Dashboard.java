package io.hashpool.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A shipped dashboard, read.
 *
 * @param file its name without the folder
 * @param json all of it
 */
record Dashboard(String file, JsonNode json) {
  private static final Path DIRECTORY = Path.of("grafana", "dashboards");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((.+),\\s*(\\w+)\\)", Pattern.DOTALL);

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(f -> f.toString().endsWith(".json"))
          .sorted()
          .map(Dashboard::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every query of every dashboard. */
  static List<DashboardQuery> allQueries() {
    return all().stream().flatMap(d -> d.queries().stream()).toList();
  }

  private static Dashboard read(Path file) {
    try {
      return new Dashboard(file.getFileName().toString(), JSON.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uid() {
    return json.path("uid").asText();
  }

  /** All panels, rows among them. */
  List<JsonNode> panelsAndRows() {
    return children(json.path("panels"))
        .flatMap(panel -> Stream.concat(Stream.of(panel), children(panel.path("panels"))))
        .toList();
  }

  List<JsonNode> panels() {
    return panelsAndRows().stream().filter(p -> !p.path("type").asText().equals("row")).toList();
  }

  List<JsonNode> variables() {
    return children(json.path("templating").path("list")).toList();
  }

  /** The annotations with a query of their own; Grafana's built-in one has none. */
  List<JsonNode> annotations() {
    return children(json.path("annotations").path("list"))
        .filter(annotation -> !annotation.path("builtIn").asBoolean())
        .toList();
  }

  List<DashboardQuery> queries() {
    List<DashboardQuery> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new DashboardQuery(
                file,
                panel.path("title").asText(),
                target.path("refId").asText(),
                target.path("expr").asText(),
                target.path("legendFormat").asText(),
                target.path("instant").asBoolean()
                    ? DashboardQuery.Kind.INSTANT
                    : DashboardQuery.Kind.RANGE));
      }
    }
    for (JsonNode annotation : annotations()) {
      queries.add(
          new DashboardQuery(
              file,
              "annotation " + annotation.path("name").asText(),
              "A",
              annotation.path("expr").asText(),
              annotation.path("titleFormat").asText() + annotation.path("textFormat").asText(),
              DashboardQuery.Kind.RANGE));
    }
    for (JsonNode variable : variables()) {
      Matcher values = LABEL_VALUES.matcher(variable.path("query").path("query").asText());
      if (values.matches()) {
        queries.add(
            new DashboardQuery(
                file,
                "variable " + variable.path("name").asText(),
                "A",
                "count by (" + values.group(2) + ") (" + values.group(1) + ")",
                "{{" + values.group(2) + "}}",
                DashboardQuery.Kind.INSTANT));
      }
    }
    return queries;
  }

  static Stream<JsonNode> children(JsonNode parent) {
    return StreamSupport.stream(parent.spliterator(), false);
  }
}
