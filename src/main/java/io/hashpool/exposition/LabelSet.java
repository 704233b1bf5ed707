package io.hashpool.exposition;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a sample, in the library's order, with the bytes that the text formats show: <code>
 * {name="value",…} </code> and the blank, or only that. One is shared by all meters with the same
 * tags.
 */
final class LabelSet implements Comparable<LabelSet> {
  private static final byte[] NOT_PLAIN = {};

  private final String[] names;
  private final String[] values;

  /** Set once, by {@link #render}, before anything else sees it. */
  private byte[] text = NOT_PLAIN;

  /** Made when first asked for: few are, where no scraper wants protobuf. */
  private volatile byte @Nullable [] protobuf;

  /** How many meters have it. Only {@link LabelSets} touches it. */
  int uses;

  /** Takes the arrays over. Names in order, unless they are such that the library refuses them. */
  LabelSet(String[] names, String[] values) {
    this.names = names;
    this.values = values;
  }

  /** Works out its text: not at once, since most that are made only serve to find an equal one. */
  void render() {
    if (areFitForUse(names)) {
      text = textOf(names, values);
    }
  }

  /**
   * Whether {@link #text} is what the library writes. Otherwise the names depend on the escaping
   * that a scraper asks for, or the library refuses them.
   */
  boolean isPlain() {
    return text != NOT_PLAIN;
  }

  byte[] text() {
    return text;
  }

  /** The labels as {@link ProtobufLabels} has them. */
  byte[] protobuf() {
    byte[] made = protobuf;
    if (made == null) {
      made = ProtobufLabels.of(names, values);
      protobuf = made;
    }
    return made;
  }

  /**
   * Whether {@link #text()} and {@link #protobuf} hold for this escaping as well: it leaves plain
   * names as they are.
   */
  static boolean isKeptFor(EscapingScheme escaping) {
    return escaping != EscapingScheme.DOTS_ESCAPING;
  }

  /**
   * {@link #text()}, made anew, for an escaping that changes plain names.
   *
   * @throws IllegalArgumentException if the library refuses what becomes of the names
   */
  byte[] text(EscapingScheme escaping) {
    Labels escaped = escaped(escaping);
    return textOf(
        array(escaped.size(), escaped::getName), array(escaped.size(), escaped::getValue));
  }

  /** {@link #protobuf}, likewise. */
  byte[] protobuf(EscapingScheme escaping) {
    Labels escaped = escaped(escaping);
    return ProtobufLabels.of(
        array(escaped.size(), escaped::getName), array(escaped.size(), escaped::getValue));
  }

  private Labels escaped(EscapingScheme escaping) {
    return Labels.of(
        array(names.length, i -> PrometheusNaming.escapeName(names[i], escaping)), values);
  }

  /**
   * The library's form of it.
   *
   * @throws IllegalArgumentException if the library refuses the names
   */
  Labels toLabels() {
    return Labels.of(names, values);
  }

  @Override
  public int compareTo(LabelSet other) {
    if (names != other.names) {
      int byNames = Arrays.compare(names, other.names);
      if (byNames != 0) {
        return byNames;
      }
    }
    return Arrays.compare(values, other.values);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof LabelSet other
        && Arrays.equals(values, other.values)
        && Arrays.equals(names, other.names);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
  }

  static String[] array(int size, IntFunction<String> element) {
    String[] array = new String[size];
    Arrays.setAll(array, element);
    return array;
  }

  private static boolean areFitForUse(String[] names) {
    for (int i = 0; i < names.length; i++) {
      boolean plain =
          PrometheusNaming.isValidLegacyLabelName(names[i])
              && PrometheusNaming.isValidLabelName(names[i]);
      if (!plain || (i > 0 && names[i].compareTo(names[i - 1]) <= 0)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] textOf(String[] names, String[] values) {
    if (names.length == 0) {
      return new byte[] {' '};
    }
    StringBuilder text = new StringBuilder(32 * names.length);
    char separator = '{';
    for (int i = 0; i < names.length; i++) {
      text.append(separator).append(names[i]).append("=\"");
      appendEscaped(text, values[i]);
      text.append('"');
      separator = ',';
    }
    return text.append("} ").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void appendEscaped(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }
}
