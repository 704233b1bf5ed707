package io.hashpool.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A checking program of Prometheus's: the one on the path, or another by a property of its name,
 * {@code -Dpromtool=PATH}. Fails the test where it is missing.
 */
enum Tool {
  PROMTOOL,
  AMTOOL;

  /** What a run to its end gave. */
  record Result(int exitCode, String output) {}

  private String program() {
    String name = name().toLowerCase(Locale.ROOT);
    return System.getProperty(name, name);
  }

  /** Runs it in a directory to its end; the two output streams become one. */
  Result run(Path directory, String... arguments) {
    List<String> command = Stream.concat(Stream.of(program()), Arrays.stream(arguments)).toList();
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
