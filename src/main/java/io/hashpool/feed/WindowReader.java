package io.hashpool.feed;

import com.fasterxml.jackson.core.JsonParser;
import io.hashpool.ingest.WindowReport.DownstreamWindow;
import io.hashpool.stats.WorkInWindow;
import java.io.IOException;

/** Reads the elements of {@code downstreams}. For one thread. */
final class WindowReader {
  static final String ARRAY = "downstreams";

  private static final int ID = 0;
  private static final int NAME = 1;
  private static final int ADDRESS = 2;
  private static final int LIFETIME = 3;
  private static final int IN_WINDOW = 4;
  private static final int DIFFICULTY = 5;
  private static final int TIMESTAMP = 6;
  private static final int REQUIRED = 7;
  private static final int WINDOW = 7;

  private final FieldSet fields =
      new FieldSet(
          "downstream_id",
          "name",
          "address",
          "shares_lifetime",
          "shares_in_window",
          "sum_difficulty_in_window",
          "timestamp",
          "window_seconds");

  private long id;
  private String name = "";
  private String address = "";
  private long lifetime;
  private long inWindow;
  private double difficulty;
  private long window;
  private long timestamp;

  /** Reads the object that the parser is at the start of. */
  DownstreamWindow read(WireReader in) throws IOException, LineRefusedException {
    JsonParser parser = in.parser();
    fields.clear();
    window = WorkInWindow.WINDOW_SECONDS;
    in.expectObject();
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      parser.nextToken();
      readField(field, in, parser);
    }
    fields.requireFirst(REQUIRED, in);
    return new DownstreamWindow(
        id, name, address, lifetime, inWindow, difficulty, window, timestamp);
  }

  private void readField(String field, WireReader in, JsonParser parser)
      throws IOException, LineRefusedException {
    switch (field) {
      case "downstream_id" -> {
        fields.add(ID, in);
        id = in.unsigned32(field);
      }
      case "name" -> {
        fields.add(NAME, in);
        name = in.string(field);
      }
      case "address" -> {
        fields.add(ADDRESS, in);
        address = in.string(field);
      }
      case "shares_lifetime" -> {
        fields.add(LIFETIME, in);
        lifetime = in.unsigned64(field);
      }
      case "shares_in_window" -> {
        fields.add(IN_WINDOW, in);
        inWindow = in.unsigned64(field);
      }
      case "sum_difficulty_in_window" -> {
        fields.add(DIFFICULTY, in);
        difficulty = in.amount(field);
      }
      case "window_seconds" -> {
        fields.add(WINDOW, in);
        window = in.unsigned64(field);
        if (window == 0) {
          throw in.outOfRange(field, "1 to 18446744073709551615");
        }
      }
      case "timestamp" -> {
        fields.add(TIMESTAMP, in);
        timestamp = in.unsigned64(field);
      }
      default -> parser.skipChildren();
    }
  }
}
