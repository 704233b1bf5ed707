package io.hashpool.cli;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * Writes the manual page, in the language of {@code man}, from the commands and flags as the parser
 * knows them. For the build of the package.
 */
@Command(name = "man", hidden = true, description = "Write the manual page to the standard output.")
final class ManCommand implements Callable<Integer> {
  private static final String HEAD =
      """
      .TH HASHPOOL-EXPORTER 1 "" "%1$s" "hashpool-exporter"
      .SH NAME
      hashpool-exporter \\- %2$s
      .SH SYNOPSIS
      .B hashpool-exporter
      .RI [ command ]
      .RI [ flag ]...
      """;

  private static final String TAIL =
      """
      .SH ENVIRONMENT
      Each flag is an environment variable as well:
      .B \\-\\-web.listen\\-address
      is
      .BR HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS .
      The flag wins.
      .B JAVA_OPTS
      has more flags for the Java virtual machine.
      .SH EXIT STATUS
      0 when asked to end, 1 on a failure, 2 on a wrong flag, 3 where memory runs out or a thread dies.
      .SH SIGNALS
      SIGTERM and SIGINT end it. SIGHUP has it read the web configuration again.
      .SH FILES
      .TP
      .I /etc/default/hashpool\\-exporter
      The environment of the service hashpool\\-exporter.
      .TP
      .I /etc/default/hashpool\\-exporter@NAME
      The environment of the service hashpool\\-exporter@NAME.
      .TP
      .I /usr/share/hashpool\\-exporter
      Rules for Prometheus and dashboards for Grafana.
      """;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine program = spec.commandLine().getParent();
    StringBuilder page =
        new StringBuilder(
            HEAD.formatted(
                BuildInfo.load().version(), text(description(program.getCommandSpec()))));
    page.append(".SH COMMANDS\n");
    program.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .forEach(
            command ->
                page.append(
                        ".TP\n.B %s\n%s\n".formatted(command.name(), text(description(command))))
                    .append(".RS\n")
                    .append(flags(command))
                    .append(".RE\n"));
    spec.commandLine().getOut().print(page.append(TAIL));
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }

  private static String description(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  private static String flags(CommandSpec command) {
    return command.options().stream()
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .map(
            flag ->
                ".TP\n.B %s\n%s\n"
                    .formatted(
                        text(
                            flag.longestName()
                                + (flag.arity().max() == 0 ? "" : "=" + flag.paramLabel())),
                        text(description(flag))))
        .collect(Collectors.joining());
  }

  private static String description(OptionSpec flag) {
    Iterable<String> candidates = flag.completionCandidates();
    return String.join(" ", flag.description())
        .replace("${DEFAULT-VALUE}", String.valueOf(flag.defaultValue()))
        .replace(
            "${COMPLETION-CANDIDATES}",
            String.join(", ", candidates == null ? List.of() : candidates));
  }

  /** With what would be a request, an escape or a typographer's hyphen written as it stands. */
  private static String text(String plain) {
    return plain.replace("\\", "\\e").replace("-", "\\-").replaceFirst("^(?=[.'])", "\\\\&");
  }
}
