package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
  private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);

  @Test
  void stopsAtTheNamesAskedForAndNowhereElse() {
    PrometheusText text =
        text("# TYPE a gauge\na 1\n\nab 2\nb{id=\"7\"} 3 1700000000000\nc 4\n  \na{} 5\n");
    List<String> seen = new ArrayList<>();
    while (text.next()) {
      seen.add(text.name() + "=" + text.value());
    }
    assertThat(seen).containsExactly("0=1.0", "1=3.0", "0=5.0");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "18446744073709551615, -1",
    "1e3, 1000",
    "10.0, 10",
    "4294967295, 4294967295"
  })
  void wholeNumberIsReadToTheUnit(String written, long value) {
    assertThat(first("a " + written).unsigned()).isEqualTo(OptionalLong.of(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "0.5", "inf", "-inf", "NaN", "18446744073709551616", "1e30", "1e400"})
  void whatIsNoCountIsNone(String written) {
    PrometheusText sample = first("a " + written);
    assertThat(sample.isGood()).isTrue();
    assertThat(sample.unsigned()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "+Inf", "-inf", "NaN", "-1"})
  void whatIsNoAmountIsNone(String written) {
    assertThat(first("a " + written).amount()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a ",
        "a x",
        "a 1d",
        "a 0x1p3",
        "a{ 1",
        "a{id} 1",
        "a{id=7} 1",
        "a{id=\"7} 1",
        "a{id=\"7\" 1",
        "a{id=\"7\"}",
        "a{id=\"7\\",
        "a{id=\"7\";} 1",
        "a{=\"7\"} 1",
        "a --1"
      })
  void malformedLineIsNotGoodAndSpoilsNoOther(String line) {
    PrometheusText text = text(line + "\nb 2\n");
    assertThat(text.next()).isTrue();
    assertThat(text.isGood()).isFalse();
    assertThat(text.unsigned()).isEmpty();
    assertThat(text.amount()).isEmpty();
    assertThat(text.next()).isTrue();
    assertThat(text.isGood()).isTrue();
    assertThat(text.value()).isEqualTo(2);
  }

  @Test
  void labelsOfALineWithABadValueAreRead() {
    PrometheusText sample = first("a{id=\"7\"} x");
    assertThat(sample.isGood()).isFalse();
    assertThat(sample.unsigned32Label(ID)).isEqualTo(OptionalLong.of(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "4294967296", "99999999999", "7.0", " 7", "x"})
  void labelThatIsNoIdIsNone(String id) {
    assertThat(first("a{id=\"" + id + "\"} 1").unsigned32Label(ID)).isEmpty();
  }

  @Test
  void bodyThatDoesNotEndInANewlineIsCut() {
    assertThat(text("a 1\na 2").isCut()).isTrue();
    assertThat(text("a 1\n").isCut()).isFalse();
    assertThat(text("").isCut()).isFalse();
  }

  @Property
  void labelComesBackAsItWasWritten(@ForAll @StringLength(max = 40) String label) {
    String valid = new String(label.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String escaped = valid.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    assertThat(first("a{ id = \"7\", text=\"" + escaped + "\", } 1").label(TEXT)).isEqualTo(valid);
  }

  @Property
  void anyBytesAreWalkedOver(@ForAll byte[] bytes) {
    byte[] body =
        ("a{id=\"7\"" + new String(bytes, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    PrometheusText text = new PrometheusText(body, List.of("a", "b"));
    int samples = 0;
    while (text.next()) {
      samples++;
      text.label(ID);
      text.line();
      assertThat(text.isGood() || text.unsigned().isEmpty()).isTrue();
    }
    assertThat(samples).isBetween(1, body.length);
  }

  private static PrometheusText first(String line) {
    PrometheusText text = text(line + "\n");
    assertThat(text.next()).isTrue();
    return text;
  }

  private static PrometheusText text(String body) {
    return new PrometheusText(body.getBytes(StandardCharsets.UTF_8), List.of("a", "b"));
  }
}
