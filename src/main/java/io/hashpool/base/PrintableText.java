package io.hashpool.base;

/**
 * Text that a peer or a file chose, made safe to show: no peer can forge a log line, hide text in a
 * label or turn a message into two. Stateless.
 */
public final class PrintableText {
  /** The longest text that {@link #forLog} keeps, in characters. */
  public static final int MAX_LOG_CHARS = 300;

  private PrintableText() {}

  /**
   * Whether a code point is one that a reader sees: not a control or format character (a
   * bidirectional mark is one), not a line or paragraph separator, not half of a surrogate pair.
   */
  public static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * What a log line may hold of a peer's words: at most {@value #MAX_LOG_CHARS} characters of
   * printable ASCII without double quotes. Every other character becomes a question mark.
   */
  public static String forLog(String text) {
    String cut = text.length() > MAX_LOG_CHARS ? text.substring(0, MAX_LOG_CHARS) : text;
    return cut.replace('"', '\'').replaceAll("[^\\x20-\\x7e]", "?");
  }
}
