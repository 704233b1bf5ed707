package io.hashpool.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of the system, run to its end. */
final class Run {
  private Run() {}

  /** What it writes to both outputs; fails if it does not exit with 0. */
  static String outputOf(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(List.of(command) + "\n" + output).isZero();
    return output;
  }
}
