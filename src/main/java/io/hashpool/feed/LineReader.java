package io.hashpool.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.JobDeclaratorHeartbeat;
import io.hashpool.ingest.PoolDetail;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Report;
import io.hashpool.ingest.WindowReport;
import io.hashpool.ingest.WindowReport.DownstreamWindow;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.PoolService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the object of one line, whose fields may come in any order, and then says what it was. For
 * one line and one thread.
 */
final class LineReader {
  /** What the line is: the first field that only one kind has decides. */
  private enum Kind {
    UNDECIDED,
    POOL,
    WINDOW
  }

  private static final int LISTEN_ADDRESS = 0;
  private static final int TIMESTAMP = 1;
  private static final int SERVICES = 2;
  private static final int DOWNSTREAM_PROXIES = 3;
  private static final int SERVICE_TYPE = 4;
  private static final int DOWNSTREAMS = 5;

  private final FieldSet fields =
      new FieldSet(
          "listen_address",
          "timestamp",
          "services",
          DownstreamReportReader.ARRAY,
          "service_type",
          WindowReader.ARRAY);
  private final WireReader in;
  private final JsonParser parser;
  private final RowReaders readers;
  private final Set<Long> unreadable = new HashSet<>();

  private Kind kind = Kind.UNDECIDED;
  private boolean unknownFields;
  private @Nullable String listenAddress;
  private @Nullable Long timestamp;
  private @Nullable List<PoolService> services;
  private @Nullable List<DownstreamReport> downstreams;
  private WindowReport.@Nullable Sender sender;
  private @Nullable List<DownstreamWindow> windows;

  /** The readers of the rows, which one line after the other uses. */
  record RowReaders(
      ServiceReader services,
      DownstreamReportReader downstreams,
      WindowReader windows,
      UniqueIds uniqueIds) {}

  LineReader(WireReader in, RowReaders readers) {
    this.in = in;
    this.parser = in.parser();
    this.readers = readers;
  }

  /** Reads the object that the parser is at the start of, and that nothing may follow. */
  Report read() throws IOException, LineRefusedException {
    in.expectObject();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      readField(name);
    }
    if (parser.nextToken() != null) {
      throw new LineRefusedException(
          FeedError.NOT_JSON, "line goes on after its object: one object a line");
    }
    return line();
  }

  private void readField(String name) throws IOException, LineRefusedException {
    switch (name) {
      case "listen_address" -> {
        fields.add(LISTEN_ADDRESS, in);
        listenAddress = in.string(name);
      }
      case "timestamp" -> {
        fields.add(TIMESTAMP, in);
        timestamp = in.unsigned64(name);
      }
      case "services" -> {
        if (isOf(Kind.POOL)) {
          fields.add(SERVICES, in);
          services = readServices();
        }
      }
      case DownstreamReportReader.ARRAY -> {
        if (isOf(Kind.POOL)) {
          fields.add(DOWNSTREAM_PROXIES, in);
          downstreams = readDownstreams();
        }
      }
      case "service_type" -> {
        if (isOf(Kind.WINDOW)) {
          fields.add(SERVICE_TYPE, in);
          sender = readSender();
        }
      }
      case WindowReader.ARRAY -> {
        if (isOf(Kind.WINDOW)) {
          fields.add(DOWNSTREAMS, in);
          windows = readWindows();
        }
      }
      default -> {
        unknownFields = true;
        parser.skipChildren();
      }
    }
  }

  /** Whether the field counts; in a line of the other kind it is one of those it need not know. */
  private boolean isOf(Kind kindOfField) throws IOException {
    if (kind == Kind.UNDECIDED) {
      kind = kindOfField;
    }
    if (kind != kindOfField) {
      parser.skipChildren();
    }
    return kind == kindOfField;
  }

  private Report line() throws LineRefusedException {
    if (kind == Kind.WINDOW) {
      return new WindowReport(
          required(sender, "service_type"),
          required(windows, WindowReader.ARRAY),
          required(timestamp, "timestamp"),
          unreadable);
    }
    if (kind == Kind.UNDECIDED) {
      if (listenAddress == null && timestamp == null) {
        throw new LineRefusedException(
            FeedError.MISSING_FIELD,
            "services is missing, and so is every field of any line that this feed knows");
      }
      if (!unknownFields && listenAddress != null && timestamp != null) {
        return new JobDeclaratorHeartbeat(listenAddress, timestamp);
      }
    }
    return new PoolReport(
        required(services, "services"),
        required(downstreams, DownstreamReportReader.ARRAY),
        required(listenAddress, "listen_address"),
        required(timestamp, "timestamp"),
        unreadable,
        PoolDetail.NONE);
  }

  private <T> T required(@Nullable T value, String field) throws LineRefusedException {
    if (value == null) {
      throw in.missing(field);
    }
    return value;
  }

  private List<PoolService> readServices() throws IOException, LineRefusedException {
    in.expectArray(ServiceReader.ARRAY);
    List<PoolService> read = new ArrayList<>();
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      in.enterElement(ServiceReader.ARRAY, i);
      readers.services().read(in).ifPresent(read::add);
    }
    in.leaveArray();
    return read;
  }

  private List<DownstreamReport> readDownstreams() throws IOException, LineRefusedException {
    DownstreamReportReader rows = readers.downstreams();
    return readRows(DownstreamReportReader.ARRAY, rows, rows::id);
  }

  private WindowReport.Sender readSender() throws IOException, LineRefusedException {
    return WindowReport.Sender.fromLabel(in.string("service_type"))
        .orElseThrow(() -> in.invalid("service_type", "is neither Pool nor Translator"));
  }

  private List<DownstreamWindow> readWindows() throws IOException, LineRefusedException {
    WindowReader rows = readers.windows();
    return readRows(WindowReader.ARRAY, rows, rows::id);
  }

  private <R> List<R> readRows(String array, RowReader<R> rows, LongSupplier id)
      throws IOException, LineRefusedException {
    in.expectArray(array);
    readers.uniqueIds().clear();
    List<R> read = new ArrayList<>();
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      in.enterElement(array, i);
      Optional<R> row = rows.read(in);
      readers.uniqueIds().add(id.getAsLong());
      if (row.isPresent()) {
        read.add(row.get());
      } else {
        unreadable.add(id.getAsLong());
      }
    }
    in.leaveArray();
    readers.uniqueIds().require(array);
    return read;
  }
}
