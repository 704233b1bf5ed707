package io.hashpool.feed;

import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Shares;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.ServiceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A pool's line, whose totals grow in place: a next line costs no allocation, so that what is
 * measured is the reader's.
 */
final class GrowingLine {
  /** All of a width that no benchmark outgrows. */
  private static final long FIRST_TOTAL = 1_000_000_000L;

  final byte[] bytes;
  private final int[] lastDigits;

  /**
   * A line.
   *
   * @param downstreams how many are in it
   * @param growing what part of them has shares from line to line, the first ones
   */
  GrowingLine(int downstreams, double growing) {
    bytes = LineEncoder.object(report(downstreams));
    lastDigits = lastDigitsOf((int) Math.ceil(downstreams * growing));
  }

  /** One more share, quote, unit and second for each that grows. */
  void grow() {
    for (int last : lastDigits) {
      int at = last;
      while (bytes[at] == '9') {
        bytes[at--] = '0';
      }
      bytes[at]++;
    }
  }

  /** Where the totals of the first downstreams end. */
  private int[] lastDigitsOf(int downstreams) {
    List<byte[]> fields = new ArrayList<>();
    for (String field :
        List.of("shares_submitted", "quotes_created", "ehash_mined", "last_share_at")) {
      fields.add(("\"" + field + "\":").getBytes(StandardCharsets.US_ASCII));
    }
    int[] ends = new int[downstreams * fields.size()];
    int from = 0;
    for (int i = 0; i < ends.length; i++) {
      byte[] field = fields.get(i % fields.size());
      while (!Arrays.equals(bytes, from, from + field.length, field, 0, field.length)) {
        from++;
      }
      from += field.length + Long.toString(FIRST_TOTAL).length();
      ends[i] = from - 1;
    }
    return ends;
  }

  private static PoolReport report(int downstreams) {
    List<DownstreamReport> reports = new ArrayList<>(downstreams);
    for (int i = 0; i < downstreams; i++) {
      DownstreamInfo info =
          new DownstreamInfo(
              new DownstreamId(i + 1), "10.%d.%d.1:%d".formatted(i >> 8, i & 255, 1024 + i), false);
      reports.add(
          new DownstreamReport(
              info,
              List.of(i + 1L),
              new Shares.Totals(new DownstreamTotals(FIRST_TOTAL, FIRST_TOTAL, FIRST_TOTAL)),
              OptionalLong.of(FIRST_TOTAL)));
    }
    return new PoolReport(
        List.of(new PoolService(ServiceType.POOL, "0.0.0.0:34254")),
        reports,
        "0.0.0.0:34254",
        1_730_000_000L);
  }
}
