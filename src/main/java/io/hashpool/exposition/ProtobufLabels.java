package io.hashpool.exposition;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Labels as the fields {@code label} of a message {@code Metric}. */
final class ProtobufLabels {
  private static final int METRIC_LABEL = 1 << 3 | 2;
  private static final int PAIR_NAME = 1 << 3 | 2;
  private static final int PAIR_VALUE = 2 << 3 | 2;

  private ProtobufLabels() {}

  /** One message {@code LabelPair} a label. */
  static byte[] of(String[] names, String[] values) {
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    for (int i = 0; i < names.length; i++) {
      ByteArrayOutputStream pair = new ByteArrayOutputStream();
      putField(PAIR_NAME, names[i].getBytes(StandardCharsets.UTF_8), pair);
      putField(PAIR_VALUE, values[i].getBytes(StandardCharsets.UTF_8), pair);
      putField(METRIC_LABEL, pair.toByteArray(), labels);
    }
    return labels.toByteArray();
  }

  private static void putField(int field, byte[] content, ByteArrayOutputStream to) {
    to.write(field);
    int rest = content.length;
    while (rest >= 0x80) {
      to.write(rest | 0x80);
      rest >>>= 7;
    }
    to.write(rest);
    to.writeBytes(content);
  }
}
