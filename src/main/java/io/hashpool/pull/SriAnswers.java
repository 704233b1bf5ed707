package io.hashpool.pull;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hashpool.ingest.ChannelReport;
import io.hashpool.ingest.Plausible;
import io.hashpool.stats.DeviceInfo;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the JSON of SRI's monitoring server, as {@code stratum-apps} 0.4 to 0.8 and hashpool's
 * translator write it. Stateless.
 */
final class SriAnswers {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private SriAnswers() {}

  private interface RowReader<T> {
    T read(JsonRow row) throws JsonRow.BadRowException;
  }

  /** {@code /api/v1/clients/{id}/channels} and {@code /api/v1/server/channels}. */
  static Page<ChannelRow> channels(Source.Reply reply) throws PollFailedException {
    JsonNode answer = object(reply);
    PageBuilder<ChannelRow> page = new PageBuilder<>(reply, answer, "channel_id");
    page.read("extended_channels", SriAnswers::channel);
    page.read("standard_channels", SriAnswers::channel);
    long extended = page.count("total_extended");
    long standard = page.count("total_standard");
    return page.build(Math.max(extended, standard), extended + standard);
  }

  /** {@code /api/v1/sv1/clients}. */
  static Page<MinerReading> miners(Source.Reply reply) throws PollFailedException {
    return items(reply, SriAnswers::miner);
  }

  /** {@code /api/v1/sv1/clients/{id}}; empty where its row is bad. */
  static Optional<MinerReading> miner(Source.Reply reply) throws PollFailedException {
    try {
      return Optional.of(miner(new JsonRow(object(reply))));
    } catch (JsonRow.BadRowException e) {
      return Optional.empty();
    }
  }

  /** {@code /api/v1/clients}: what each one's device says of itself. */
  static Page<Optional<DeviceInfo>> clients(Source.Reply reply) throws PollFailedException {
    return items(reply, SriAnswers::device);
  }

  /** The timestamp of {@code /api/v1/health}, in unix seconds. */
  static OptionalLong timestamp(Source.Reply reply) throws PollFailedException {
    return unsigned(reply, "timestamp");
  }

  /** The uptime of {@code /api/v1/global}, in seconds. */
  static OptionalLong uptime(Source.Reply reply) throws PollFailedException {
    return unsigned(reply, "uptime_secs");
  }

  private static OptionalLong unsigned(Source.Reply reply, String field)
      throws PollFailedException {
    try {
      return new JsonRow(object(reply)).unsigned(field);
    } catch (JsonRow.BadRowException e) {
      return OptionalLong.empty();
    }
  }

  private static <T> Page<T> items(Source.Reply reply, RowReader<T> reader)
      throws PollFailedException {
    PageBuilder<T> page = new PageBuilder<>(reply, object(reply), "client_id");
    page.read("items", reader);
    long total = page.count("total");
    return page.build(total, total);
  }

  /** The rows of an answer. For one answer. */
  private record PageBuilder<T>(
      Source.Reply reply,
      JsonNode answer,
      String idField,
      Map<Long, T> rows,
      Set<Long> badIds,
      List<String> faults) {
    PageBuilder(Source.Reply reply, JsonNode answer, String idField) {
      this(reply, answer, idField, new HashMap<>(), new HashSet<>(), new ArrayList<>());
    }

    void read(String array, RowReader<T> reader) throws PollFailedException {
      JsonNode list = answer.path(array);
      if (!list.isArray()) {
        throw wrong(reply, FeedError.MISSING_FIELD, "has no list \"" + array + "\"");
      }
      for (int i = 0; i < list.size(); i++) {
        JsonRow row = new JsonRow(list.get(i));
        String place = array + "[" + i + "].";
        long id = id(row, place);
        try {
          rows.put(id, reader.read(row));
        } catch (JsonRow.BadRowException e) {
          badIds.add(id);
          faults.add(place + e.getMessage());
        }
      }
    }

    private long id(JsonRow row, String place) throws PollFailedException {
      try {
        long id = row.requiredUnsigned32(idField);
        if (rows.containsKey(id) || badIds.contains(id)) {
          throw wrong(reply, FeedError.DUPLICATE_ID, "has " + idField + " " + id + " twice");
        }
        return id;
      } catch (JsonRow.BadRowException e) {
        throw wrong(reply, FeedError.INVALID_FIELD, "is wrong: " + place + e.getMessage());
      }
    }

    long count(String field) throws PollFailedException {
      JsonNode value = answer.path(field);
      if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
        throw wrong(reply, FeedError.MISSING_FIELD, "has no count \"" + field + "\"");
      }
      return value.intValue();
    }

    Page<T> build(long longest, long total) throws PollFailedException {
      return new Page<>(count("limit"), longest, total, rows, badIds, faults);
    }
  }

  private static ChannelRow channel(JsonRow row) throws JsonRow.BadRowException {
    boolean upstream = row.node().has("shares_acknowledged");
    long accepted = row.requiredUnsigned(upstream ? "shares_acknowledged" : "shares_accepted");
    OptionalDouble acknowledged = plausible(row, "acknowledged_work_sum");
    OptionalDouble work =
        acknowledged.isPresent() ? acknowledged : plausible(row, "share_work_sum");
    return new ChannelRow(
        row.text("user_identity"),
        new ChannelReport(
            row.requiredUnsigned32("channel_id"),
            accepted,
            rejected(row.object("shares_rejected_by_reason")),
            row.unsigned("shares_submitted"),
            row.unsigned("blocks_found").orElse(0),
            work.isPresent()
                ? Optional.of(new ChannelReport.Work(work.getAsDouble(), accepted))
                : Optional.empty(),
            plausible(row, "best_diff"),
            TargetHex.difficulty(row.text("target_hex"))));
  }

  /** What no miner can have done is as good as not told. */
  private static OptionalDouble plausible(JsonRow row, String field)
      throws JsonRow.BadRowException {
    OptionalDouble value = row.amount(field);
    return value.isPresent() && Plausible.isAmount(value.getAsDouble())
        ? value
        : OptionalDouble.empty();
  }

  private static Map<RejectReason, Long> rejected(JsonRow byReason) throws JsonRow.BadRowException {
    Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
    for (Map.Entry<String, JsonNode> entry : byReason.node().properties()) {
      rejected.merge(
          RejectReason.fromCode(entry.getKey()),
          byReason.requiredUnsigned(entry.getKey()),
          Long::sum);
    }
    return rejected;
  }

  private static MinerReading miner(JsonRow row) throws JsonRow.BadRowException {
    String peer = row.text("peer_address");
    String name = row.text("sv1_username");
    return new MinerReading(
        row.requiredUnsigned32("client_id"),
        row.unsigned32("channel_id"),
        peer.isEmpty() ? row.text("connection_ip") : peer,
        name.isEmpty() ? row.text("user_identity") : name,
        row.unsigned("shares_submitted"),
        plausible(row, "hashrate_5min"),
        device(row));
  }

  private static Optional<DeviceInfo> device(JsonRow row) throws JsonRow.BadRowException {
    JsonRow telemetry = row.object("miner_telemetry");
    if (!telemetry.node().isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new DeviceInfo(
            telemetry.text("make"),
            telemetry.text("model"),
            telemetry.text("firmware_version"),
            telemetry.amount("reported_hashrate_hs"),
            telemetry.amount("power_consumption_w"),
            telemetry.finite("average_temperature_c")));
  }

  private static JsonNode object(Source.Reply reply) throws PollFailedException {
    try {
      JsonNode answer = JSON.readTree(reply.body());
      if (answer.isObject()) {
        return answer;
      }
    } catch (IOException e) {
      throw wrong(reply, FeedError.NOT_JSON, "is not JSON");
    }
    throw wrong(reply, FeedError.NOT_JSON, "is not a JSON object");
  }

  private static PollFailedException wrong(Source.Reply reply, FeedError reason, String what) {
    return new PollFailedException(reason, "the answer of GET " + reply.uri() + " " + what);
  }
}
