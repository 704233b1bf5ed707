package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.ingest.JobDeclaratorHeartbeat;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Report;
import io.hashpool.ingest.WindowReport;
import io.hashpool.stats.FeedError;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/feed.md} to what the feed does. */
class FeedDocTest {
  private static final String DOC = read();

  @Test
  void shellExampleWorksAsPrinted() throws IOException, InterruptedException {
    String script = blocks("bash").get(0);
    assertThat(script.lines()).hasSizeLessThanOrEqualTo(5);
    try (Exporter exporter = Exporter.start()) {
      String onOurPort =
          script
              .replace("/9083", "/" + exporter.address().getPort())
              .replace("sleep 1", "sleep 0.1");
      Process shell =
          new ProcessBuilder("bash", "-c", onOurPort)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(shell.exitValue()).isZero();

      await().untilAsserted(() -> assertThat(exporter.meters.shares(7)).isEqualTo(7));
      assertThat(exporter.meters.poolShares()).isEqualTo(2);
      for (FeedError reason : FeedError.values()) {
        assertThat(exporter.stats.errors(reason)).as(reason.code()).isZero();
      }
      exporter.clock.advance(Duration.ofSeconds(16));
      await().until(() -> !exporter.meters.shows(7) && !exporter.stats.isUp());
    }
  }

  @Test
  void everyExampleLineIsTaken() throws LineRefusedException {
    List<Report> lines = new ArrayList<>();
    for (String example : blocks("json")) {
      byte[] bytes = example.strip().getBytes(StandardCharsets.UTF_8);
      lines.add(new LineDecoder(Accepted.SHARES).decode(bytes, 0, bytes.length, badRow -> {}));
    }
    assertThat(lines)
        .hasExactlyElementsOfTypes(
            PoolReport.class, JobDeclaratorHeartbeat.class, WindowReport.class);
  }

  @Test
  void everyRowOfTheTableIsTestedAndEveryTestIsARow() {
    List<String> tests =
        Arrays.stream(FeedCasesTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .toList();
    assertThat(matches("(?m)^\\|.*\\| `(\\w+)` \\|$")).containsExactlyInAnyOrderElementsOf(tests);
  }

  @Test
  void everyReasonIsExplained() {
    List<String> reasons = Stream.of(FeedError.values()).map(FeedError::code).toList();
    assertThat(matches("(?m)^\\| `([a-z-]+)` \\| [^|]* \\|$")).containsExactlyElementsOf(reasons);
  }

  private static List<String> blocks(String language) {
    return matches("(?s)```" + language + "\n(.*?)```");
  }

  private static List<String> matches(String regex) {
    return Pattern.compile(regex)
        .matcher(DOC)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static String read() {
    try {
      return Files.readString(Path.of("docs/feed.md"));
    } catch (IOException e) {
      throw new AssertionError("docs/feed.md is to be read from the project's directory", e);
    }
  }
}
