package io.hashpool.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hashpool.cli.Flags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Dockerfile, as far as it can be held to its promises without a container engine. {@code
 * scripts/check-image.sh} builds and runs it.
 */
class ImageTest {
  private static final Path DOCKERFILE = Path.of("Dockerfile");
  private static final Path JVM_OPTIONS = Path.of("deploy", "jvm.options");

  /** The version that the build gives to the jar. */
  static String version() throws IOException {
    return group("(?s)<artifactId>hashpool-exporter</artifactId>\\s*<version>([^<]+)", "pom.xml");
  }

  /** The port at which the exporter of the image serves metrics. */
  static int metricsPort() throws IOException {
    return Integer.parseInt(group("HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS=:(\\d+)", "Dockerfile"));
  }

  @Test
  void everyBaseImageIsPinnedToAVersion() throws IOException {
    assertThat(all("(?m)^FROM (\\S+)"))
        .hasSize(2)
        .allMatch(image -> image.matches("[\\w./-]+:\\d+\\.\\d+\\.\\d+[\\w.-]*"));
  }

  @Test
  void runsAsAUserThatIsANumberAndNotRoot() throws IOException {
    assertThat(all("(?m)^USER (.*)")).containsExactly("65534:65534");
  }

  @Test
  void signalsReachJavaForNoShellStandsBetween() throws Exception {
    for (String instruction : List.of("ENTRYPOINT", "    CMD", "CMD")) {
      String words = group("(?m)^" + instruction + " (.*)", "Dockerfile");
      assertThat(new ObjectMapper().readValue(words, new TypeReference<List<String>>() {}))
          .isNotEmpty();
    }
    assertThat(all("(?m)^ENTRYPOINT \\[\"(\\w+)\"")).containsExactly("java");
  }

  @Test
  void whatIsCopiedIsInTheRepositoryAndNotIgnored() throws IOException {
    List<String> sources =
        all("(?m)^COPY (?!--from)(.*) \\S+").stream()
            .flatMap(words -> Stream.of(words.split(" ")))
            .toList();
    assertThat(sources).isNotEmpty().allSatisfy(source -> assertThat(Path.of(source)).exists());
    assertThat(Files.readAllLines(Path.of(".dockerignore")).stream())
        .filteredOn(line -> !line.startsWith("#"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("*"), sources.stream().map(source -> "!" + source)).toList());
  }

  @Test
  void environmentSpeaksOfFlagsThatExist() throws IOException {
    assertThat(all("(HASHPOOL_EXPORTER_\\w+)="))
        .hasSize(2)
        .allMatch(Flags.environmentVariables()::contains);
  }

  @Test
  void labelTellsTheVersionOfTheBuild() throws IOException {
    assertThat(all("org.opencontainers.image.version=\"([^\"]+)\"")).containsExactly(version());
  }

  @Test
  void theJvmTakesItsFlagsAndEndsOutOfMemory() throws Exception {
    assertThat(
            Run.outputOf(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + JVM_OPTIONS,
                "-XX:+PrintCommandLineFlags",
                "-version"))
        .contains("-XX:+ExitOnOutOfMemoryError ")
        .doesNotContainIgnoringCase("warning");
    assertThat(all("(?m)^ENTRYPOINT .*\"@(jvm.options)\"")).hasSize(1);
  }

  private static List<String> all(String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(DOCKERFILE))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static String group(String pattern, String file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(Path.of(file)))
        .results()
        .findFirst()
        .map((MatchResult match) -> match.group(1))
        .orElseThrow(() -> new AssertionError(file + " has no " + pattern));
  }
}
