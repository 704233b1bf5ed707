package io.hashpool.stats;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.1:3333", "", "a\"b\\c", "x{y=\"z\"} 1", "Bergwerk Süd", "矿池", "😀"})
  void printableTextStays(String text) {
    assertThat(LabelText.of(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\u0000", "\u007f", "\u202e", "\u200b", "\ud800", "\u2028"})
  void whatCouldDeceiveIsReplaced(String text) {
    assertThat(LabelText.of("a" + text + "b")).isEqualTo("a\ufffdb");
  }

  @Test
  void aMegabyteIsCut() {
    assertThat(LabelText.of("é".repeat(1 << 20))).isEqualTo("é".repeat(127) + "…");
    assertThat(LabelText.of("x".repeat(128))).isEqualTo("x".repeat(128));
  }

  @Property
  void whateverComesIsShortWellFormedAndStable(@ForAll String text) {
    String label = LabelText.of(text);
    assertThat(label.codePointCount(0, label.length())).isLessThanOrEqualTo(128);
    assertThat(label.codePoints())
        .allMatch(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE);
    assertThat(LabelText.of(label)).isEqualTo(label);
  }
}
