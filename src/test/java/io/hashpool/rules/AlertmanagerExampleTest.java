package io.hashpool.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Alertmanager example, and each of the receivers that stand in it as comments. */
class AlertmanagerExampleTest {
  private static final Path EXAMPLE = Path.of("docs", "alertmanager.yml");
  private static final Path TEMPLATES = Path.of("docs", "alertmanager.tmpl");
  private static final Pattern COMMENTED_RECEIVER =
      Pattern.compile("(?m)^#  - name: (\\w+)\\n(?:#    .*\\n)+");

  @TempDir Path directory;

  static List<String> receivers() throws IOException {
    return COMMENTED_RECEIVER
        .matcher(Files.readString(EXAMPLE))
        .results()
        .map(receiver -> receiver.group(1))
        .toList();
  }

  @Test
  void itIsValidAsItStands() {
    check(EXAMPLE);
  }

  @Test
  void itOffersTheReceiversThatPeopleUse() throws IOException {
    assertThat(receivers()).containsExactly("telegram", "discord", "slack", "ntfy", "mail");
  }

  @ParameterizedTest
  @MethodSource("receivers")
  void commentedReceiverIsValidWhenItIsPutIn(String name) throws IOException {
    String example = Files.readString(EXAMPLE);
    String receiver =
        COMMENTED_RECEIVER
            .matcher(example)
            .results()
            .filter(found -> found.group(1).equals(name))
            .map(found -> found.group().lines().map(l -> l.substring(1)))
            .findFirst()
            .orElseThrow()
            .collect(Collectors.joining("\n"));
    Files.copy(TEMPLATES, directory.resolve("alertmanager.tmpl"));
    Path file = directory.resolve("alertmanager.yml");
    Files.writeString(
        file,
        example
            .replaceFirst("receiver: operators", "receiver: " + name)
            .replace("receivers:\n", "receivers:\n" + receiver.replace("$", "\\$") + "\n"));
    check(file);
  }

  @Test
  void messageSaysInTwoLinesWhichMinerSinceWhenAndWhatToDo() throws IOException {
    Path data =
        Files.writeString(
            directory.resolve("data.json"),
            """
            {"status": "firing",
             "commonLabels": {"alertname": "HashpoolDownstreamSilent", "instance": "pool-1:19108"},
             "alerts": [{"status": "firing", "startsAt": "2026-11-25T21:05:00Z",
               "annotations": {
                 "summary": "Downstream 7 on pool-1:19108 has fallen silent",
                 "miner": "alice.rig1 192.0.2.7:40007",
                 "description": "Its last accepted share came 11m ago. Ask its operator."}}]}
            """);
    assertThat(rendered("hashpool.title", data))
        .containsExactly("[FIRING:1] HashpoolDownstreamSilent pool-1:19108");
    assertThat(rendered("hashpool.text", data))
        .containsExactly(
            "Downstream 7 on pool-1:19108 has fallen silent: alice.rig1 192.0.2.7:40007,"
                + " since 25 Nov 21:05 UTC",
            "Its last accepted share came 11m ago. Ask its operator.");
  }

  private static List<String> rendered(String template, Path data) {
    Tool.Result result =
        Tool.AMTOOL.run(
            Path.of("."),
            "template",
            "render",
            "--template.glob=" + TEMPLATES,
            "--template.data=" + data,
            "--template.text={{ template \"" + template + "\" . }}");
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output().strip().lines().toList();
  }

  private static void check(Path file) {
    Tool.Result result = Tool.AMTOOL.run(Path.of("."), "check-config", file.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
