package io.hashpool.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.cli.Flags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit, by systemd's own checks. They fail, not skip, where systemd is missing. */
class ServiceUnitTest {
  private static final Path UNIT = Path.of("deploy", "hashpool-exporter.service");
  private static final Path ENVIRONMENT = Path.of("deploy", "hashpool-exporter.env");

  /** In tenths of a point of ten, least is best; systemd calls what is under 10 safe. */
  private static final int EXPOSURE_LIMIT = 10;

  @TempDir Path directory;

  @Test
  void systemdUnderstandsEveryLine() throws Exception {
    // Where java is on this machine is not the unit's business.
    Path unit =
        Files.writeString(
            directory.resolve(UNIT.getFileName()),
            Files.readString(UNIT)
                .replace(
                    "/usr/bin/java",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    assertThat(run("systemd-analyze", "verify", unit.toString())).isBlank();
  }

  @Test
  void serviceIsExposedToLittle() throws Exception {
    String report =
        run(
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=" + EXPOSURE_LIMIT,
            UNIT.toString());
    assertThat(report).contains("Overall exposure level");
  }

  @Test
  void environmentFileSpeaksOfFlagsThatExist() throws IOException {
    assertThat(Files.readString(UNIT)).contains("EnvironmentFile=-/etc/hashpool-exporter.env");
    List<String> variables =
        Files.readAllLines(ENVIRONMENT).stream()
            .filter(line -> !line.startsWith("#") && line.contains("="))
            .map(line -> line.substring(0, line.indexOf('=')))
            .toList();
    assertThat(variables).hasSizeGreaterThan(3);
    assertThat(variables)
        .filteredOn(variable -> !variable.equals("JAVA_OPTS"))
        .isSubsetOf(Flags.environmentVariables());
  }

  @Test
  void outOfMemoryEndsTheProcessAtOnceAndItIsStartedAgain() throws IOException {
    String unit = Files.readString(UNIT);
    // Not in the environment file, which the operator may do without. What is there wins.
    assertThat(unit)
        .containsPattern("ExecStart=\\S+java .*-XX:\\+ExitOnOutOfMemoryError .*\\$JAVA_OPTS -jar")
        .containsPattern("(?m)^Restart=on-failure$")
        .containsPattern("(?m)^RestartPreventExitStatus=2$");
  }

  @Test
  void installationCopiesFilesToWhereTheUnitLooks() throws IOException {
    String unit = Files.readString(UNIT);
    Matcher install = Pattern.compile("#   install .* (deploy/\\S+)").matcher(unit);
    assertThat(install.results().map(line -> line.group(1)))
        .contains(ENVIRONMENT.toString(), UNIT.toString())
        .allSatisfy(file -> assertThat(Path.of(file)).exists());
    assertThat(unit)
        .contains("-t /opt/hashpool-exporter     target/hashpool-exporter.jar")
        .contains("-jar /opt/hashpool-exporter/hashpool-exporter.jar serve");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Stream.of(command).toList() + "\n" + output).isZero();
    return output;
  }
}
