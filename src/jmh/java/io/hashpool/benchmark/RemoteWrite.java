package io.hashpool.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends samples to a Prometheus by its remote-write protocol 1.0: protobuf in Snappy's block
 * format, here of literals alone. Not safe for use by several threads at once.
 */
final class RemoteWrite {
  private static final int LARGE_ENOUGH = 4 << 20;
  private static final int LITERAL_WITH_THREE_BYTES_OF_LENGTH = 62 << 2;
  private static final int LITERAL_LIMIT = 1 << 24;

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI url;
  private final ByteArrayOutputStream request = new ByteArrayOutputStream();

  RemoteWrite(URI prometheus) {
    url = prometheus.resolve("/api/v1/write");
  }

  /** The samples of a series at times that rise; {@link #flush()} sends what this has not. */
  void add(Map<String, String> labels, long[] timesMillis, double[] values)
      throws IOException, InterruptedException {
    ByteArrayOutputStream series = new ByteArrayOutputStream();
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      ByteArrayOutputStream pair = new ByteArrayOutputStream();
      field(pair, 1, label.getKey().getBytes(StandardCharsets.UTF_8));
      field(pair, 2, label.getValue().getBytes(StandardCharsets.UTF_8));
      field(series, 1, pair.toByteArray());
    }
    for (int i = 0; i < timesMillis.length; i++) {
      ByteArrayOutputStream sample = new ByteArrayOutputStream(20);
      sample.write(1 << 3 | 1);
      sample.writeBytes(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(values[i]).array());
      sample.write(2 << 3);
      varint(sample, timesMillis[i]);
      field(series, 2, sample.toByteArray());
    }
    field(request, 1, series.toByteArray());
    if (request.size() > LARGE_ENOUGH) {
      flush();
    }
  }

  void flush() throws IOException, InterruptedException {
    if (request.size() == 0) {
      return;
    }
    HttpRequest post =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "snappy")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0")
            .POST(BodyPublishers.ofByteArray(snappy(request.toByteArray())))
            .build();
    request.reset();
    HttpResponse<String> response = client.send(post, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(url + " answered " + response.statusCode() + ": " + response.body());
    }
  }

  private static byte[] snappy(byte[] plain) {
    ByteArrayOutputStream block = new ByteArrayOutputStream(plain.length + 64);
    varint(block, plain.length);
    for (int at = 0; at < plain.length; at += LITERAL_LIMIT) {
      int length = Math.min(LITERAL_LIMIT, plain.length - at);
      block.write(LITERAL_WITH_THREE_BYTES_OF_LENGTH);
      block.write(length - 1);
      block.write((length - 1) >> 8);
      block.write((length - 1) >> 16);
      block.write(plain, at, length);
    }
    return block.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] value) {
    out.write(number << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
