package io.hashpool.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.cli.Flags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The systemd unit of the package, by systemd's own checks. They fail, not skip, where systemd is
 * missing. {@code scripts/check-package.sh} installs and starts it.
 */
class ServiceUnitTest {
  private static final Path DEPLOY = Path.of("deploy");
  private static final Path UNIT = DEPLOY.resolve("hashpool-exporter.service");
  private static final Path PROGRAM = DEPLOY.resolve("hashpool-exporter");

  /** In tenths of a point of ten, least is best; systemd calls what is under 10 safe. */
  private static final int EXPOSURE_LIMIT = 10;

  @TempDir Path directory;

  /** The package installs the file under both names. */
  @ParameterizedTest
  @ValueSource(strings = {"hashpool-exporter.service", "hashpool-exporter@translator.service"})
  void systemdUnderstandsEveryLine(String name) throws Exception {
    // Where the program is on this machine is not the unit's business.
    Path unit =
        Files.writeString(
            directory.resolve(name.replace("@translator", "@")),
            Files.readString(UNIT)
                .replace("/usr/bin/hashpool-exporter", PROGRAM.toAbsolutePath().toString()));
    assertThat(
            Run.outputOf(
                "systemd-analyze", "verify", "--man=no", unit.resolveSibling(name).toString()))
        .isBlank();
  }

  @Test
  void serviceIsExposedToLittle() throws Exception {
    String report =
        Run.outputOf(
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=" + EXPOSURE_LIMIT,
            UNIT.toString());
    assertThat(report).contains("Overall exposure level");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hashpool-exporter",
        "hashpool-exporter@job-declarator",
        "hashpool-exporter@translator"
      })
  void environmentFileSpeaksOfFlagsThatExistAndIsInstalledWhereTheUnitLooks(String name)
      throws IOException {
    List<String> variables =
        Files.readAllLines(DEPLOY.resolve(name + ".env")).stream()
            .map(line -> line.replaceFirst("^#(?=HASHPOOL)", ""))
            .filter(line -> !line.startsWith("#") && line.contains("="))
            .map(line -> line.substring(0, line.indexOf('=')))
            .toList();
    assertThat(variables).hasSizeGreaterThan(1);
    assertThat(variables)
        .filteredOn(variable -> !variable.equals("JAVA_OPTS"))
        .isSubsetOf(Flags.environmentVariables());
    // %N is the unit's name without its ending.
    assertThat(Files.readString(UNIT)).contains("\nEnvironmentFile=/etc/default/%N\n");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains(
            "<src>${project.basedir}/deploy/" + name + ".env</src>",
            "<dst>/etc/default/" + name + "</dst>");
  }

  @Test
  void instancesListenAtPortsOfTheirOwn() throws IOException {
    List<String> ports =
        List.of("", "@job-declarator", "@translator").stream()
            .map(instance -> read("hashpool-exporter" + instance + ".env"))
            .map(text -> text.replaceFirst("(?s).*WEB_LISTEN_ADDRESS=\\S+:(\\d+).*", "$1"))
            .toList();
    assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port.matches("\\d+"));
  }

  @Test
  void outOfMemoryEndsTheProcessAtOnceAndItIsStartedAgain() throws IOException {
    assertThat(Files.readString(UNIT))
        .contains("\nExecStart=/usr/bin/hashpool-exporter serve\n")
        .containsPattern("(?m)^Restart=on-failure$")
        .containsPattern("(?m)^RestartPreventExitStatus=2$");
    // Not in the environment file, which the operator may empty. What is there comes later and
    // wins.
    assertThat(Files.readString(PROGRAM))
        .containsPattern("exec java @\\S+/jvm.options \\$\\{JAVA_OPTS-\\} -jar");
    assertThat(Files.readAllLines(DEPLOY.resolve("jvm.options")))
        .contains("-XX:+ExitOnOutOfMemoryError");
  }

  private static String read(String name) {
    try {
      return Files.readString(DEPLOY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
