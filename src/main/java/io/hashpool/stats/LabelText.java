package io.hashpool.stats;

import io.hashpool.base.PrintableText;

/**
 * What a label may hold. Peers choose addresses and names, so control characters, bidirectional
 * marks and unpaired surrogates become U+FFFD, and what is longer than {@value #MAX_CODE_POINTS}
 * characters is cut and ends in an ellipsis. Quotes, backslashes and the rest of Unicode stay: the
 * exposition escapes what it must.
 */
final class LabelText {
  static final int MAX_CODE_POINTS = 128;

  private static final int REPLACEMENT = 0xfffd;
  private static final int ELLIPSIS = 0x2026;

  private LabelText() {}

  static String of(String text) {
    if (text.length() <= MAX_CODE_POINTS && text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return text;
    }
    StringBuilder kept = new StringBuilder(Math.min(text.length(), 2 * MAX_CODE_POINTS));
    int count = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (++count == MAX_CODE_POINTS && i < text.length()) {
        kept.appendCodePoint(ELLIPSIS);
        break;
      }
      kept.appendCodePoint(PrintableText.isVisible(codePoint) ? codePoint : REPLACEMENT);
    }
    return kept.toString();
  }
}
