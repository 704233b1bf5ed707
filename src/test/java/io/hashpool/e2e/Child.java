package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program under test, its output in a file, ended with the test. */
final class Child implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Child(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static Child start(Path directory, List<String> command) throws IOException {
    Path output =
        Files.createTempFile(directory, Path.of(command.get(0)).getFileName() + "-", ".log");
    return startWithOutputTo(output, directory, command);
  }

  static Child startWithOutputTo(Path output, Path directory, List<String> command)
      throws IOException {
    return new Child(
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  /** Waits until this address answers 200, for two minutes; ends the program if it never does. */
  void awaitReady(URI ready) {
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(
              () -> {
                assertThat(process.isAlive()).as(output()).isTrue();
                return Http.get(ready).statusCode() == 200;
              });
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  Process process() {
    return process;
  }

  String output() {
    if (!Files.isRegularFile(output)) {
      return "the output went to " + output;
    }
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end, as a supervisor does, and says how long it took. */
  Duration terminate() throws InterruptedException {
    long start = System.nanoTime();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after SIGTERM:\n" + output());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
