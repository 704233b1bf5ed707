package io.hashpool.cli;

import io.hashpool.base.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The program. Exits with 0 when asked to end, 1 on a failure, 2 on a usage error, 3 where a thread
 * died, as {@link FatalErrors} says.
 */
@Command(
    name = "hashpool-exporter",
    description = "Prometheus metrics of a hashpool mining pool's downstreams.",
    subcommands = {ServeCommand.class, DemoCommand.class, HealthCommand.class, ManCommand.class},
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    footer = {
      "",
      "Each flag is an environment variable as well: --web.listen-address is",
      "HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS. The flag wins. An empty variable counts as unset.",
      "SIGHUP reads the web configuration again."
    })
public final class Main extends Serving {
  /** Runs and exits. */
  public static void main(String[] args) {
    // First, because one may come while the process starts.
    HangUp.handle(() -> {});
    FatalErrors.endTheProcess();
    Map<String, String> environment = ProcessText.environment(System.getenv());
    String[] arguments = ProcessText.arguments(args);
    System.exit(commandLine(environment, arguments).execute(arguments));
  }

  /** A parser of these arguments; where they lack a flag, the environment may have it. */
  static CommandLine commandLine(Map<String, String> environment, String... arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine
        .registerConverter(Path.class, FileNames::path)
        .setDefaultValueProvider(new EnvironmentDefaults(environment, arguments))
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::onFailure);
    return commandLine;
  }

  /** What the operator can mend is one line; a defect of ours is a stack trace. */
  private static int onFailure(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (failure instanceof IOException) {
      commandLine.getErr().println("hashpool-exporter: " + failure.getMessage());
    } else {
      LoggerFactory.getLogger(Main.class).error("failed", failure);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {BuildInfo.load().toString(), "Java " + Runtime.version()};
    }
  }
}
