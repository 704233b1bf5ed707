package io.hashpool.rules;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of Prometheus's, which the machine must have: required where CI says so. */
enum Tool {
  PROMETHEUS("prometheus"),
  PROMTOOL("promtool"),
  ALERTMANAGER("alertmanager", "prometheus-alertmanager"),
  AMTOOL("amtool");

  private final List<String> names;

  Tool(String... names) {
    this.names = List.of(names);
  }

  /** What a run to its end gave. */
  record Result(int exitCode, String output) {}

  /** Where it is; fails the test in CI, and aborts it elsewhere, if it is nowhere. */
  Path path() {
    Optional<Path> found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(directory -> names.stream().map(name -> Path.of(directory, name)))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    String message = names.get(0) + " is not on the PATH; Debian's package has it";
    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
  }

  /** Runs it in a directory to its end; the two output streams become one. */
  Result run(Path directory, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of(path().toString()), Arrays.stream(arguments)).toList();
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
  }
}
