package io.hashpool.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamTotals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads the elements of {@code downstream_proxies}. What has not changed since the last report is
 * that report's own object: a quiet downstream costs no allocation here, and the reconciler sees at
 * a glance that there is nothing to do. For one thread.
 */
final class DownstreamReportReader {
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
  private static final int USUAL_ADDRESS_CHARS = 256;
  private static final int USUAL_CHANNELS = 16;

  private final FieldSet fields =
      new FieldSet(
          "id",
          "address",
          "channels",
          "shares_submitted",
          "quotes_created",
          "ehash_mined",
          "last_share_at",
          "work_selection");
  private final LastReports lastReports;

  private long id;
  private char[] address = new char[USUAL_ADDRESS_CHARS];
  private int addressLength;
  private long[] channels = new long[USUAL_CHANNELS];
  private int channelCount;
  private long shares;
  private long quotes;
  private long ehash;
  private boolean shared;
  private long lastShareAt;
  private boolean workSelection;

  DownstreamReportReader(LastReports lastReports) {
    this.lastReports = lastReports;
  }

  /** Reads the object that the parser is at the start of. */
  DownstreamReport read(WireReader in) throws IOException, LineRefusedException {
    JsonParser parser = in.parser();
    fields.clear();
    in.expectObject();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      readField(name, in, parser);
    }
    fields.requireFirst(FIELDS, in);
    return report(in);
  }

  private void readField(String name, WireReader in, JsonParser parser)
      throws IOException, LineRefusedException {
    switch (name) {
      case "id" -> {
        fields.add(ID, in);
        id = in.unsigned32(name);
      }
      case "address" -> {
        fields.add(ADDRESS, in);
        readAddress(in, parser);
      }
      case "channels" -> {
        fields.add(CHANNELS, in);
        readChannels(in, parser);
      }
      case "shares_submitted" -> {
        fields.add(SHARES, in);
        shares = in.unsigned64(name);
      }
      case "quotes_created" -> {
        fields.add(QUOTES, in);
        quotes = in.unsigned64(name);
      }
      case "ehash_mined" -> {
        fields.add(EHASH, in);
        ehash = in.unsigned64(name);
      }
      case "last_share_at" -> {
        fields.add(LAST_SHARE, in);
        shared = parser.currentToken() != JsonToken.VALUE_NULL;
        lastShareAt = shared ? in.unsigned64(name) : 0;
      }
      case "work_selection" -> {
        fields.add(WORK_SELECTION, in);
        workSelection = in.bool(name);
      }
      default -> parser.skipChildren();
    }
  }

  private void readAddress(WireReader in, JsonParser parser)
      throws IOException, LineRefusedException {
    in.expectString("address");
    addressLength = parser.getTextLength();
    if (addressLength > address.length) {
      address = new char[addressLength];
    } else if (address.length > USUAL_ADDRESS_CHARS && addressLength <= USUAL_ADDRESS_CHARS) {
      address = new char[USUAL_ADDRESS_CHARS];
    }
    System.arraycopy(parser.getTextCharacters(), parser.getTextOffset(), address, 0, addressLength);
  }

  private void readChannels(WireReader in, JsonParser parser)
      throws IOException, LineRefusedException {
    in.expectArray("channels");
    channelCount = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (channelCount == MAX_CHANNELS) {
        throw in.invalid("channels", "has more than " + MAX_CHANNELS + " elements");
      }
      if (channelCount == channels.length) {
        channels = Arrays.copyOf(channels, 2 * channels.length);
      }
      channels[channelCount++] = in.unsigned32("channels");
    }
  }

  private DownstreamReport report(WireReader in) throws LineRefusedException {
    DownstreamReport last = lastReports.of(id);
    DownstreamInfo info;
    List<Long> open;
    if (last == null) {
      info = newInfo(in);
      open = newChannels();
    } else {
      info = isInfo(last.info()) ? last.info() : newInfo(in);
      open = areChannels(last.channels()) ? last.channels() : newChannels();
    }
    if (last != null && isUnchanged(last, info, open)) {
      return last;
    }
    return new DownstreamReport(
        info,
        open,
        new DownstreamTotals(shares, quotes, ehash),
        shared ? OptionalLong.of(lastShareAt) : OptionalLong.empty());
  }

  private boolean isUnchanged(DownstreamReport last, DownstreamInfo info, List<Long> open) {
    return last.info() == info
        && last.channels() == open
        && last.totals().shares() == shares
        && last.totals().quotes() == quotes
        && last.totals().ehash() == ehash
        && last.lastShareAt().isPresent() == shared
        && last.lastShareAt().orElse(0) == lastShareAt;
  }

  private boolean isInfo(DownstreamInfo info) {
    String text = info.address();
    if (info.workSelection() != workSelection || text.length() != addressLength) {
      return false;
    }
    for (int i = 0; i < addressLength; i++) {
      if (text.charAt(i) != address[i]) {
        return false;
      }
    }
    return true;
  }

  private DownstreamInfo newInfo(WireReader in) throws LineRefusedException {
    String text = in.checkedText("address", new String(address, 0, addressLength));
    return new DownstreamInfo(new DownstreamId(id), text, workSelection);
  }

  private boolean areChannels(List<Long> open) {
    if (open.size() != channelCount) {
      return false;
    }
    for (int i = 0; i < channelCount; i++) {
      if (open.get(i) != channels[i]) {
        return false;
      }
    }
    return true;
  }

  private List<Long> newChannels() {
    List<Long> open = new ArrayList<>(channelCount);
    for (int i = 0; i < channelCount; i++) {
      open.add(channels[i]);
    }
    return List.copyOf(open);
  }
}
