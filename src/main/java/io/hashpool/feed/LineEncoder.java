package io.hashpool.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.JobDeclaratorHeartbeat;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Report;
import io.hashpool.ingest.WindowReport;
import io.hashpool.ingest.WindowReport.DownstreamWindow;
import io.hashpool.stats.PoolService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;

/** Writes the feed's records as JSON, in hashpool's field names and order. Thread-safe. */
final class LineEncoder {
  private static final JsonFactory JSON =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  private static final int BYTES_A_DOWNSTREAM = 200;

  private LineEncoder() {}

  /** One line with its newline, as the feed takes it. */
  static byte[] line(Report line) {
    return bytes(
        line,
        (json, it) -> {
          write(json, it);
          json.writeRaw('\n');
        });
  }

  /** The object of a line, without a newline. */
  static byte[] object(Report line) {
    return bytes(line, LineEncoder::write);
  }

  /** Writes the object of a line, without a newline, in small pieces. */
  static void writeObject(Report line, OutputStream out) throws IOException {
    stream(line, LineEncoder::write, out);
  }

  /** Writes a bare array of services. */
  static void writeServices(PoolReport report, OutputStream out) throws IOException {
    stream(report, (json, it) -> writeServices(json, it.services()), out);
  }

  /** Writes a bare array of downstreams. */
  static void writeDownstreams(PoolReport report, OutputStream out) throws IOException {
    stream(report, (json, it) -> writeDownstreams(json, it.downstreams()), out);
  }

  @FunctionalInterface
  private interface Writer<T> {
    void write(JsonGenerator json, T what) throws IOException;
  }

  private static <T extends Report> byte[] bytes(T what, Writer<T> writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512 + BYTES_A_DOWNSTREAM * sizeOf(what));
    try {
      stream(what, writer, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  /** Hands on what it has every few kilobytes. Does not close the stream. */
  private static <T extends Report> void stream(T what, Writer<T> writer, OutputStream out)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      writer.write(json, what);
    }
  }

  private static int sizeOf(Report line) {
    if (line instanceof PoolReport report) {
      return report.downstreams().size();
    }
    return line instanceof WindowReport report ? report.downstreams().size() : 0;
  }

  private static void write(JsonGenerator json, Report line) throws IOException {
    json.writeStartObject();
    if (line instanceof PoolReport report) {
      json.writeFieldName("services");
      writeServices(json, report.services());
      json.writeFieldName("downstream_proxies");
      writeDownstreams(json, report.downstreams());
      json.writeStringField("listen_address", report.listenAddress());
      writeUnsigned(json, "timestamp", report.timestamp());
    } else if (line instanceof WindowReport report) {
      json.writeStringField("service_type", report.sender().label());
      json.writeArrayFieldStart("downstreams");
      for (DownstreamWindow window : report.downstreams()) {
        writeWindow(json, window);
      }
      json.writeEndArray();
      writeUnsigned(json, "timestamp", report.timestamp());
    } else if (line instanceof JobDeclaratorHeartbeat heartbeat) {
      json.writeStringField("listen_address", heartbeat.listenAddress());
      writeUnsigned(json, "timestamp", heartbeat.timestamp());
    }
    json.writeEndObject();
  }

  private static void writeServices(JsonGenerator json, List<PoolService> services)
      throws IOException {
    json.writeStartArray();
    for (PoolService service : services) {
      json.writeStartObject();
      json.writeStringField("service_type", service.type().label());
      json.writeStringField("address", service.address());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeDownstreams(JsonGenerator json, List<DownstreamReport> downstreams)
      throws IOException {
    json.writeStartArray();
    for (DownstreamReport downstream : downstreams) {
      json.writeStartObject();
      json.writeNumberField("id", downstream.info().id().value());
      json.writeStringField("address", downstream.info().address());
      json.writeArrayFieldStart("channels");
      for (long channel : downstream.channels()) {
        json.writeNumber(channel);
      }
      json.writeEndArray();
      writeUnsigned(json, "shares_submitted", downstream.totals().shares());
      writeUnsigned(json, "quotes_created", downstream.totals().quotes());
      writeUnsigned(json, "ehash_mined", downstream.totals().ehash());
      OptionalLong lastShareAt = downstream.lastShareAt();
      if (lastShareAt.isPresent()) {
        writeUnsigned(json, "last_share_at", lastShareAt.getAsLong());
      } else {
        json.writeNullField("last_share_at");
      }
      json.writeBooleanField("work_selection", downstream.info().workSelection());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeWindow(JsonGenerator json, DownstreamWindow window) throws IOException {
    json.writeStartObject();
    json.writeNumberField("downstream_id", window.id());
    json.writeStringField("name", window.name());
    json.writeStringField("address", window.address());
    writeUnsigned(json, "shares_lifetime", window.sharesLifetime());
    writeUnsigned(json, "shares_in_window", window.sharesInWindow());
    json.writeNumberField("sum_difficulty_in_window", window.difficultyInWindow());
    writeUnsigned(json, "window_seconds", window.windowSeconds());
    writeUnsigned(json, "timestamp", window.timestamp());
    json.writeEndObject();
  }

  private static void writeUnsigned(JsonGenerator json, String field, long value)
      throws IOException {
    json.writeFieldName(field);
    if (value >= 0) {
      json.writeNumber(value);
    } else {
      json.writeNumber(Long.toUnsignedString(value));
    }
  }
}
