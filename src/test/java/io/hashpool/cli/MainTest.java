package io.hashpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "demo --web.listen-address=19108 | \"19108\" is not an address to listen at; write host:port",
        "demo --web.listen-address=:70000 | a port is a number from 0 to 65535, not 70000",
        "demo --web.telemetry-path=metrics | \"metrics\" is not a path; write one that starts with /",
        "demo --log.level=loud | expected one of [debug, info, warn, error]",
        "demo --log.format=xml | expected one of [logfmt, json]",
        "demo --stats.downstreams-limit=0 | \"0\" is not a count; write a whole number from 1",
        "demo --silence.false-alarms-per-day=0 | \"0\" is not a number of alarms above 0; write one",
        "demo --silence.false-alarms-per-day=-1 | \"-1\" is not a number of alarms above 0",
        "serve --silence.false-alarms-per-day=NaN | \"NaN\" is not a number of alarms above 0",
        "--silence.false-alarms-per-day=Infinity | \"Infinity\" is not a number of alarms",
        "serve --silence.false-alarms-per-day=some | \"some\" is not a number of alarms above 0",
        "demo --nonsense | Unknown option: '--nonsense'",
        "demo --demo.miners=1 | demo miners must be from 10 (one of each behaviour) to 5000, not 1",
        "demo --demo.silent-after=2 | \"2\" is not a duration above zero; write one such as 15s",
        "serve --feed.listen-address=9083 | \"9083\" is not an address to listen at",
        "--feed.stale-after=0s | \"0s\" is not a duration above zero",
        "serve --feed.max-line-bytes=many | \"many\" is not a count",
        "serve --feed.allow=localhost | \"localhost\" is not a network; write one such as 10.0.0.0/8",
        "demo --web.max-requests=0 | \"0\" is not a count; write a whole number from 1",
        "mine | mine",
      })
  void aBadFlagSaysWhatWouldBeRightAndExitsWithTwo(String args, String message) {
    assertThat(run(Map.of(), args.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "VERSION, 0.1.0",
    "VERSION, latest",
    "VERSION, true",
    "VERSION, ''",
    "HELP, 1",
    "HELP, true",
    "WEB_CONFIG_FILE, ''",
    "FEED_ALLOW, ''",
    "LOG_LEVEL, ''",
    "LOG_LEVEL, ' '",
    "WEB_MAX_REQUESTS, ''",
    "WEB_PROTECT_HEALTH, ''",
    "WEB_LISTEN_ADDRESS, 9108",
    "FEED_LISTEN_ADDRESS, 9083",
    "PORT, tcp://10.0.0.1:9108",
    "SERVICE_HOST, 10.0.0.1",
    "WEB_PORT, tcp://10.0.0.1:9108",
  })
  void variablesOfImagesAndShellsStopNothing(String name, String value) throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      // It comes as far as the address of its flag, which is taken.
      String address = "127.0.0.1:" + taken.getLocalPort();
      Map<String, String> environment = Map.of("HASHPOOL_EXPORTER_" + name, value);
      assertThat(
              run(
                  environment,
                  "serve",
                  "--feed.listen-address=127.0.0.1:0",
                  "--log.format=json",
                  "--web.listen-address=" + address))
          .isEqualTo(1);
      assertThat(err.toString()).contains("cannot listen at " + address);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LOG_LEVEL, INFORMATION, --log.level=error",
    "LOG_LEVEL, INFORMATION, --log.level error",
    "FEED_STALE_AFTER, 15, --feed.stale-after=15s",
    "WEB_TELEMETRY_PATH, metrics, --web.telemetry-path=/m",
    "WEB_MAX_REQUESTS, many, --web.max-requests=3",
  })
  void flagWinsOverABadVariable(String name, String value, String flag) throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Map<String, String> environment = Map.of("HASHPOOL_EXPORTER_" + name, value);
      String args = "serve --web.listen-address=" + address + " " + flag;
      assertThat(run(environment, args.split(" "))).as(err.toString()).isEqualTo(1);
      assertThat(err.toString()).contains("cannot listen at " + address);
    }
  }

  @Test
  void severalListenAddressesComeAsFlagsOrWithCommas() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String free = "127.0.0.1:0";
      assertThat(
              run(
                  Map.of(),
                  "demo",
                  "--web.listen-address=" + free,
                  "--web.listen-address=" + address))
          .isEqualTo(1);
      assertThat(run(Map.of(), "demo", "--web.listen-address=" + free + "," + address))
          .isEqualTo(1);
      assertThat(run(Map.of("HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS", free + "," + address), "demo"))
          .isEqualTo(1);
      assertThat(err.toString().split("cannot listen at " + address, -1)).hasSize(4);
    }
  }

  @Test
  void aBadEnvironmentVariableIsAsBadAsAFlag() {
    assertThat(run(Map.of("HASHPOOL_EXPORTER_LOG_LEVEL", "loud"), "demo")).isEqualTo(2);
    assertThat(err.toString()).contains("loud", "expected one of [debug, info, warn, error]");
  }

  @Test
  void aPortInUseIsOneClearLineAndExitsWithOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      // By the environment, so that it is seen to be read.
      Map<String, String> environment = Map.of("HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS", address);
      assertThat(run(environment, "demo", "--log.level=error")).isEqualTo(1);
      assertThat(err.toString().lines())
          .containsExactly(
              "hashpool-exporter: cannot listen at " + address + ": Address already in use");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void versionNamesTheBuildAndTheRuntime(String flag) {
    assertThat(run(Map.of(), flag)).isZero();
    assertThat(out.toString())
        .matches("(?s)hashpool-exporter \\d+\\.\\d+\\.\\d+ \\(revision \\w+\\)\\RJava \\d\\d.*");
  }

  @Test
  void helpNamesEveryFlagWithItsDefault() {
    assertThat(run(Map.of(), "demo", "--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--web.listen-address",
            "127.0.0.1:19108",
            "--web.telemetry-path",
            "--log.level",
            "--log.format",
            "--stats.downstreams-limit",
            "HASHPOOL_EXPORTER_");
  }

  @Test
  void manualPageHasEveryCommandAndFlagAndItsDefault() {
    assertThat(run(Map.of(), "man")).isZero();
    String page = out.toString().replace("\\-", "-");
    assertThat(page)
        .startsWith(".TH HASHPOOL-EXPORTER 1 ")
        .contains("\n.B serve\n", "\n.B demo\n", "\n.B health\n", "Default: 127.0.0.1:19108")
        .contains("\n.B --web.max-requests=COUNT\n", "more wait for a short time. Default: 16\n")
        .doesNotContain("\n.B man\n", "${");
    assertThat(Flags.environmentVariables())
        .filteredOn(variable -> !variable.endsWith("_HELP") && !variable.endsWith("_VERSION"))
        .allSatisfy(
            variable ->
                assertThat(page.lines().filter(line -> line.startsWith(".B --")))
                    .anyMatch(
                        line ->
                            EnvironmentDefaults.variable(line.replaceFirst("=.*", "").substring(3))
                                .equals(variable)));
  }

  private int run(Map<String, String> environment, String... args) {
    CommandLine commandLine = Main.commandLine(environment, args);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
