package io.hashpool.soak;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A minute of what {@code scripts/soak.sh} runs for as long as one likes. */
class SoakIT {
  @TempDir Path directory;

  @Test
  void nothingDriftsNorGrows() throws Exception {
    Duration length = Duration.ofSeconds(Long.getLong("soak.seconds", 60));
    Path report = Path.of(System.getProperty("soak.report", "target/soak-report.txt"));
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(report), true, StandardCharsets.UTF_8)) {
      new Soak(directory, length, out).run();
    }
  }
}
