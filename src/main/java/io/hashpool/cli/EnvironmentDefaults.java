package io.hashpool.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Makes each flag an environment variable as well: {@code --web.listen-address} is {@code
 * HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS}. The flag wins where both are given.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  static final String PREFIX = "HASHPOOL_EXPORTER_";

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    return arg instanceof OptionSpec option
        ? environment.get(variable(option.longestName()))
        : null;
  }

  static String variable(String flag) {
    return PREFIX + flag.replaceFirst("^--", "").replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }
}
