package io.hashpool.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shipped rules and their tests, read. */
public final class RuleFiles {
  static final Path DIRECTORY = Path.of("rules");
  static final Path TESTS = DIRECTORY.resolve("tests");
  private static final Path OPTIONAL = DIRECTORY.resolve("optional");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern NO_NAMES =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*\\}|\\[[^\\]]*\\]"
              + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)"
              + "|\\boffset\\s+\\w+");
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w.:])[a-zA-Z_][\\w:]*(?!\\s*\\(|[\\w:])");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");

  private RuleFiles() {}

  /** Those that are loaded unless somebody says otherwise, and those that are not. */
  static List<Path> all() {
    return Stream.concat(files(DIRECTORY).stream(), files(OPTIONAL).stream()).toList();
  }

  static List<JsonNode> groups() {
    return files(DIRECTORY).stream().flatMap(file -> children(read(file), "groups")).toList();
  }

  public static List<JsonNode> rules() {
    return groups().stream().flatMap(group -> children(group, "rules")).toList();
  }

  /**
   * A rule file with one shipped group alone, which must need no record of another.
   *
   * @throws IllegalArgumentException if there is no such group
   */
  static String fileOfGroup(String name) {
    JsonNode group =
        groups().stream()
            .filter(g -> g.path("name").asText().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no group of rules named " + name));
    Set<String> own = records(children(group, "rules"));
    Set<String> ofOthers = records(rules().stream());
    ofOthers.removeAll(own);
    children(group, "rules")
        .flatMap(rule -> selected(rule.path("expr").asText()).stream())
        .filter(ofOthers::contains)
        .findFirst()
        .ifPresent(
            needed -> {
              throw new IllegalStateException(name + " needs " + needed + " of another group");
            });
    ObjectNode file = YAML.createObjectNode();
    file.putArray("groups").add(group);
    return file.toString();
  }

  static Set<String> records(Stream<JsonNode> rules) {
    return rules
        .filter(rule -> rule.has("record"))
        .map(rule -> rule.path("record").asText())
        .collect(Collectors.toCollection(HashSet::new));
  }

  static List<JsonNode> alerts() {
    return rules().stream().filter(rule -> rule.has("alert")).toList();
  }

  static List<JsonNode> tests() {
    return files(TESTS).stream().flatMap(file -> children(read(file), "tests")).toList();
  }

  static Stream<JsonNode> children(JsonNode parent, String field) {
    List<JsonNode> children = new ArrayList<>();
    parent.path(field).forEach(children::add);
    return children.stream();
  }

  /** The names of the series that an expression selects. */
  public static Set<String> selected(String expression) {
    String bare = NO_NAMES.matcher(expression).replaceAll(" ");
    return NAME.matcher(bare)
        .results()
        .map(MatchResult::group)
        .filter(name -> !OPERATORS.contains(name))
        .collect(Collectors.toSet());
  }

  static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
