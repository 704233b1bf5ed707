package io.hashpool.exposition;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Labels as the fields {@code label} of a message {@code Metric}. */
final class ProtobufLabels {
  private static final int METRIC_LABEL = 1 << 3 | 2;
  private static final int PAIR_NAME = 1 << 3 | 2;
  private static final int PAIR_VALUE = 2 << 3 | 2;

  private ProtobufLabels() {}

  /** One message {@code LabelPair} a label. */
  static byte[] of(String[] names, String[] values) {
    byte[][] texts = new byte[2 * names.length][];
    int size = 0;
    for (int i = 0; i < names.length; i++) {
      texts[2 * i] = names[i].getBytes(StandardCharsets.UTF_8);
      texts[2 * i + 1] = values[i].getBytes(StandardCharsets.UTF_8);
      size += fieldSize(pairSize(texts, i));
    }
    ByteBuffer labels = ByteBuffer.allocate(size);
    for (int i = 0; i < names.length; i++) {
      putHead(METRIC_LABEL, pairSize(texts, i), labels);
      putHead(PAIR_NAME, texts[2 * i].length, labels);
      labels.put(texts[2 * i]);
      putHead(PAIR_VALUE, texts[2 * i + 1].length, labels);
      labels.put(texts[2 * i + 1]);
    }
    return labels.array();
  }

  private static int pairSize(byte[][] texts, int i) {
    return fieldSize(texts[2 * i].length) + fieldSize(texts[2 * i + 1].length);
  }

  private static int fieldSize(int content) {
    return 1 + ScrapeBuffer.varintSize(content) + content;
  }

  private static void putHead(int field, int content, ByteBuffer to) {
    to.put((byte) field);
    int rest = content;
    while (rest >= 0x80) {
      to.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    to.put((byte) rest);
  }
}
