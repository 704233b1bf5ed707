package io.hashpool.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Makes each flag an environment variable as well: {@code --web.listen-address} is {@code
 * HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS}. Where the flag is given, the variable is not read. A blank
 * variable counts as unset. {@code --help} and {@code --version} have no variable.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  static final String PREFIX = "HASHPOOL_EXPORTER_";

  private final Map<String, String> environment;
  private final List<String> arguments;

  EnvironmentDefaults(Map<String, String> environment, String... arguments) {
    this.environment = Map.copyOf(environment);
    this.arguments = List.of(arguments);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || !hasVariable(option) || isGiven(option)) {
      return null;
    }
    String value = environment.get(variable(option.longestName()));
    return value == null || value.isBlank() ? null : value;
  }

  static boolean hasVariable(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp();
  }

  static String variable(String flag) {
    return PREFIX + flag.replaceFirst("^--", "").replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }

  private boolean isGiven(OptionSpec option) {
    return Arrays.stream(option.names())
        .anyMatch(
            name -> arguments.stream().anyMatch(a -> a.equals(name) || a.startsWith(name + "=")));
  }
}
