package io.hashpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.cli.Flags;
import io.hashpool.stats.PoolMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final Path RULES = Path.of("rules");

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

  private static String alertTable() throws IOException {
    Pattern alert =
        Pattern.compile(
            "- alert: (\\w+)\\n(?:(?!- alert:).)*?severity: (\\w+)\\n(?:(?!- alert:).)*?",
            Pattern.DOTALL);
    List<String> rows = new ArrayList<>(List.of("| alert | severity |", "|---|---|"));
    try (Stream<Path> files = Files.list(RULES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yml")).sorted().toList()) {
        Matcher matcher = alert.matcher(Files.readString(file));
        while (matcher.find()) {
          rows.add(
              "| [%1$s](docs/runbook.md#%2$s) | %3$s |"
                  .formatted(matcher.group(1), matcher.group(1).toLowerCase(), matcher.group(2)));
        }
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
