package io.hashpool.grafana;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One query of a dashboard.
 *
 * @param file the dashboard
 * @param panel the title of its panel, or which annotation or variable
 * @param refId its letter in the panel
 * @param expression with Grafana's variables in it
 * @param legend what names its series; empty for a table
 * @param kind how Grafana asks
 */
record DashboardQuery(
    String file, String panel, String refId, String expression, String legend, Kind kind) {
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)\\}\\}");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w:\"])([a-zA-Z_:][\\w:]*)?\\{([^}]*)\\}");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|on|without|ignoring)\\s*\\(([^)]*)\\)");
  private static final Pattern LABEL_MATCHER =
      Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"[^\"]*\"");

  /** How Grafana asks. */
  enum Kind {
    /** At one moment. */
    INSTANT,
    /** Over the time range shown. */
    RANGE
  }

  /**
   * A selector of series, such as {@code up{job="a"}}.
   *
   * @param metric empty where the name is itself matched
   * @param labels those matched
   */
  record Selector(String metric, List<String> labels) {}

  String where() {
    return file + ", " + panel + ", " + refId;
  }

  /** The panel, by its dashboard. */
  String panelOf() {
    return file + ", " + panel;
  }

  boolean isInAPanel() {
    return !panel.startsWith("annotation ") && !panel.startsWith("variable ");
  }

  /** The expression with these in place of the variables, as Grafana writes them. */
  String with(Map<String, String> variables) {
    String result = expression;
    // Longest first: one name may begin another.
    for (Map.Entry<String, String> variable : new TreeMap<>(variables).descendingMap().entrySet()) {
      result = result.replace("$" + variable.getKey(), variable.getValue());
    }
    return result;
  }

  /** What the legend calls a series with these labels. */
  String legendOf(Map<String, String> labels) {
    return LEGEND_LABEL
        .matcher(legend)
        .replaceAll(m -> Matcher.quoteReplacement(labels.getOrDefault(m.group(1), "")));
  }

  List<String> legendLabels() {
    return LEGEND_LABEL.matcher(legend).results().map(m -> m.group(1)).toList();
  }

  /** The labels by which it groups and matches series. */
  List<String> groupingLabels() {
    return GROUPING
        .matcher(expression)
        .results()
        .flatMap(match -> Stream.of(match.group(1).split("[,\\s]+")))
        .filter(label -> !label.isEmpty())
        .toList();
  }

  List<Selector> selectors() {
    return SELECTOR.matcher(expression).results().map(DashboardQuery::selector).toList();
  }

  private static Selector selector(MatchResult match) {
    String metric = match.group(1) == null ? "" : match.group(1);
    return new Selector(
        metric, LABEL_MATCHER.matcher(match.group(2)).results().map(m -> m.group(1)).toList());
  }
}
