package io.hashpool.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The program's flags, as its own parser knows them. */
public final class Flags {
  private Flags() {}

  /** A row for each flag of each command, by name. */
  public static String markdownTable() {
    Map<String, List<String>> commandsOf = new LinkedHashMap<>();
    Map<String, OptionSpec> flags = new LinkedHashMap<>();
    CommandLine program = Main.commandLine(Map.of());
    program
        .getSubcommands()
        .forEach(
            (command, line) ->
                line.getCommandSpec().options().stream()
                    .filter(EnvironmentDefaults::hasVariable)
                    .forEach(
                        option -> {
                          flags.putIfAbsent(option.longestName(), option);
                          commandsOf
                              .computeIfAbsent(option.longestName(), name -> new ArrayList<>())
                              .add(command);
                        }));
    return flags.values().stream()
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .map(
            option ->
                "| `%s` | %s | %s |"
                    .formatted(
                        option.longestName(),
                        commandsOf.get(option.longestName()).size() > 1
                            ? ""
                            : commandsOf.get(option.longestName()).get(0),
                        String.join(" ", option.description())
                            .replace("${DEFAULT-VALUE}", "`" + option.defaultValue() + "`")
                            .replace(
                                "${COMPLETION-CANDIDATES}",
                                option.completionCandidates() == null
                                    ? ""
                                    : String.join(", ", option.completionCandidates()))))
        .collect(Collectors.joining("\n", "| flag | only with | meaning |\n|---|---|---|\n", ""));
  }

  /** The environment variable of each flag of each command. */
  public static Set<String> environmentVariables() {
    return Main.commandLine(Map.of()).getSubcommands().values().stream()
        .flatMap(command -> command.getCommandSpec().options().stream())
        .filter(EnvironmentDefaults::hasVariable)
        .map(option -> EnvironmentDefaults.variable(option.longestName()))
        .collect(Collectors.toSet());
  }
}
