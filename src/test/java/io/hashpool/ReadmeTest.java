package io.hashpool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hashpool.cli.Flags;
import io.hashpool.rules.RuleFiles;
import io.hashpool.stats.PoolMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The README's tables say what the code does. Run with {@code -Dgolden.update=true} to write them
 * anew.
 */
class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @Test
  void metricTableIsTheCatalogue() throws IOException {
    assertTable("metrics", metricTable());
  }

  @Test
  void flagTableIsWhatTheProgramTakes() throws IOException {
    assertTable("flags", Flags.markdownTable());
  }

  @Test
  void alertTableIsWhatTheRulesHold() throws IOException {
    assertTable("alerts", alertTable());
  }

  @Test
  void theLineThatServesEndsOutOfMemory() throws IOException {
    assertThat(Files.readString(README))
        .contains("\njava -XX:+ExitOnOutOfMemoryError -jar target/hashpool-exporter.jar serve\n");
  }

  @Test
  void everyFileItPointsToExists() throws IOException {
    Matcher link = Pattern.compile("\\]\\((?!http|#)([^)#]+)").matcher(Files.readString(README));
    List<String> missing = new ArrayList<>();
    int links = 0;
    while (link.find()) {
      links++;
      if (!Files.exists(Path.of(link.group(1)))) {
        missing.add(link.group(1));
      }
    }
    assertThat(links).isPositive();
    assertThat(missing).isEmpty();
  }

  private static String metricTable() {
    return Stream.concat(
            Stream.of("| metric | type | labels | unit | meaning |", "|---|---|---|---|---|"),
            Stream.of(PoolMeter.values())
                .map(
                    meter ->
                        "| `%s` | %s | %s | %s | %s |"
                            .formatted(
                                meter.sampleName(),
                                meter.kind().prometheusType(),
                                meter.labels().stream()
                                    .map(label -> "`" + label + "`")
                                    .collect(Collectors.joining(", ")),
                                meter.unit(),
                                meter.help())))
        .collect(Collectors.joining("\n"));
  }

  private static String alertTable() {
    List<String> rows = new ArrayList<>(List.of("| alert | severity |", "|---|---|"));
    for (JsonNode rule : RuleFiles.rules()) {
      if (rule.has("alert")) {
        String name = rule.path("alert").asText();
        rows.add(
            "| [%s](docs/runbook.md#%s) | %s |"
                .formatted(
                    name,
                    name.toLowerCase(Locale.ROOT),
                    rule.path("labels").path("severity").asText()));
      }
    }
    assertThat(rows).hasSizeGreaterThan(10);
    return String.join("\n", rows);
  }

  private static void assertTable(String name, String expected) throws IOException {
    String readme = Files.readString(README);
    Matcher between =
        Pattern.compile(
                "(?<=<!-- " + name + " -->\\n)(.*?)(?=<!-- /" + name + " -->)", Pattern.DOTALL)
            .matcher(readme);
    assertThat(between.find()).as("a place for the table of " + name).isTrue();
    String wanted = "\n" + expected + "\n\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(
          README, readme.substring(0, between.start()) + wanted + readme.substring(between.end()));
    } else {
      assertThat(between.group(1)).isEqualTo(wanted);
    }
  }
}
