package io.hashpool.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.Shares;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamTotals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the elements of {@code downstream_proxies}. For one thread. */
final class DownstreamReportReader extends RowReader<DownstreamReport> {
  static final String ARRAY = "downstream_proxies";

  /** More open channels than this in one downstream are no truth. */
  static final int MAX_CHANNELS = 10_000;

  private static final int ID = 0;
  private static final int ADDRESS = 1;
  private static final int CHANNELS = 2;
  private static final int SHARES = 3;
  private static final int QUOTES = 4;
  private static final int EHASH = 5;
  private static final int LAST_SHARE = 6;
  private static final int WORK_SELECTION = 7;
  private static final int FIELDS = 8;

  private final Accepted accepted;

  private long id;
  private String address = "";
  private List<Long> channels = List.of();
  private long shares;
  private long quotes;
  private long ehash;
  private OptionalLong lastShareAt = OptionalLong.empty();
  private boolean workSelection;

  /** A reader that takes these for the accepted shares. */
  DownstreamReportReader(Accepted accepted) {
    super(
        "id",
        FIELDS,
        "id",
        "address",
        "channels",
        "shares_submitted",
        "quotes_created",
        "ehash_mined",
        "last_share_at",
        "work_selection");
    this.accepted = accepted;
  }

  /** The id of the row that was read last, whether or not the rest could be. */
  long id() {
    return id;
  }

  @Override
  void readField(String name, FieldSet seen, WireReader in)
      throws IOException, LineRefusedException {
    JsonParser parser = in.parser();
    switch (name) {
      case "id" -> {
        seen.add(ID, in);
        id = in.unsigned32(name);
      }
      case "address" -> {
        seen.add(ADDRESS, in);
        address = in.string(name);
      }
      case "channels" -> {
        seen.add(CHANNELS, in);
        channels = readChannels(in, parser);
      }
      case "shares_submitted" -> {
        seen.add(SHARES, in);
        shares = in.unsigned64(name);
      }
      case "quotes_created" -> {
        seen.add(QUOTES, in);
        quotes = in.unsigned64(name);
      }
      case "ehash_mined" -> {
        seen.add(EHASH, in);
        ehash = in.unsigned64(name);
      }
      case "last_share_at" -> {
        seen.add(LAST_SHARE, in);
        lastShareAt =
            parser.currentToken() == JsonToken.VALUE_NULL
                ? OptionalLong.empty()
                : OptionalLong.of(in.unsigned64(name));
      }
      case "work_selection" -> {
        seen.add(WORK_SELECTION, in);
        workSelection = in.bool(name);
      }
      default -> parser.skipChildren();
    }
  }

  private static List<Long> readChannels(WireReader in, JsonParser parser)
      throws IOException, LineRefusedException {
    in.expectArray("channels");
    List<Long> open = new ArrayList<>();
    Optional<LineRefusedException> bad = Optional.empty();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (bad.isPresent()) {
        parser.skipChildren();
        continue;
      }
      try {
        if (open.size() == MAX_CHANNELS) {
          throw in.invalid("channels", "has more than " + MAX_CHANNELS + " elements");
        }
        open.add(in.unsigned32("channels"));
      } catch (LineRefusedException e) {
        bad = Optional.of(e);
        parser.skipChildren();
      }
    }
    if (bad.isPresent()) {
      throw bad.get();
    }
    return open;
  }

  @Override
  DownstreamReport row(WireReader in) {
    return new DownstreamReport(
        new DownstreamInfo(new DownstreamId(id), address, workSelection),
        channels,
        new Shares.Totals(new DownstreamTotals(shares, quotes, ehash), accepted.of(shares, quotes)),
        lastShareAt);
  }
}
