package io.hashpool.feed;

import io.hashpool.ingest.Plausible;
import io.hashpool.ingest.WindowReport.DownstreamWindow;
import io.hashpool.stats.WorkInWindow;
import java.io.IOException;

/** Reads the elements of {@code downstreams}. For one thread. */
final class WindowReader extends RowReader<DownstreamWindow> {
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

  private long id;
  private String name = "";
  private String address = "";
  private long lifetime;
  private long inWindow;
  private double difficulty;
  private long window;
  private long timestamp;

  WindowReader() {
    super(
        "downstream_id",
        REQUIRED,
        "downstream_id",
        "name",
        "address",
        "shares_lifetime",
        "shares_in_window",
        "sum_difficulty_in_window",
        "timestamp",
        "window_seconds");
  }

  /** The id of the row that was read last, whether or not the rest could be. */
  long id() {
    return id;
  }

  @Override
  void clear() {
    super.clear();
    window = WorkInWindow.WINDOW_SECONDS;
  }

  @Override
  void readField(String field, FieldSet seen, WireReader in)
      throws IOException, LineRefusedException {
    switch (field) {
      case "downstream_id" -> {
        seen.add(ID, in);
        id = in.unsigned32(field);
      }
      case "name" -> {
        seen.add(NAME, in);
        name = in.string(field);
      }
      case "address" -> {
        seen.add(ADDRESS, in);
        address = in.string(field);
      }
      case "shares_lifetime" -> {
        seen.add(LIFETIME, in);
        lifetime = in.unsigned64(field);
      }
      case "shares_in_window" -> {
        seen.add(IN_WINDOW, in);
        inWindow = in.unsigned64(field);
      }
      case "sum_difficulty_in_window" -> {
        seen.add(DIFFICULTY, in);
        difficulty = in.amount(field);
      }
      case "window_seconds" -> {
        seen.add(WINDOW, in);
        window = in.unsigned64(field);
        if (window == 0) {
          throw in.outOfRange(field, "1 to 18446744073709551615");
        }
      }
      case "timestamp" -> {
        seen.add(TIMESTAMP, in);
        timestamp = in.unsigned64(field);
      }
      default -> in.parser().skipChildren();
    }
  }

  @Override
  DownstreamWindow row(WireReader in) throws LineRefusedException {
    DownstreamWindow row =
        new DownstreamWindow(id, name, address, lifetime, inWindow, difficulty, window, timestamp);
    if (!Plausible.isAmount(row.hashrate())) {
      throw in.invalid(
          "sum_difficulty_in_window",
          "gives %s H/s, more than %s".formatted(row.hashrate(), Plausible.MAX));
    }
    return row;
  }
}
