package io.hashpool.pull;

import io.hashpool.ingest.Plausible;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.RejectReason;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one answer of an SRI application's {@code /metrics} says. Every family there is a gauge. For
 * one answer and one thread.
 *
 * <p>A line that can't be read costs the row of its client; one that does not even tell which
 * client it is of costs the answer.
 */
final class SriMetrics {
  /** The lines of one channel of one client. */
  static final class Channel {
    private String identity = "";
    private @Nullable Long accepted;
    private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
    private OptionalDouble work = OptionalDouble.empty();

    /** Empty where that is not told. */
    String identity() {
      return identity;
    }

    long accepted() {
      return accepted == null ? 0 : accepted;
    }

    Map<RejectReason, Long> rejected() {
      return rejected;
    }

    OptionalDouble work() {
      return work;
    }
  }

  /** The lines of one client. */
  static final class Client {
    private final Map<Long, Channel> channels = new TreeMap<>();
    private @Nullable String fault;

    /** One of which there is no line: it has no channel. */
    static Client withoutChannels() {
      return new Client();
    }

    /** By channel id. */
    Map<Long, Channel> channels() {
      return channels;
    }

    /** Why the row can't be used. */
    Optional<String> fault() {
      if (fault == null && channels.values().stream().anyMatch(c -> c.accepted == null)) {
        return Optional.of("a channel's accepted shares are missing");
      }
      return Optional.ofNullable(fault);
    }
  }

  private static final int ACCEPTED = 0;
  private static final int WORK = 2;
  private static final int UPTIME = 3;
  private static final int SV2_CLIENTS = 4;
  private static final int SV1_CLIENTS = 5;
  private static final int HASHPOOL_INFO = 6;

  private static final List<String> NAMES =
      List.of(
          "sv2_client_shares_accepted_total",
          "sv2_client_shares_rejected_total",
          "sv2_client_channel_share_work_total",
          "sv2_uptime_seconds",
          "sv2_clients_total",
          "sv1_clients_total",
          "hashpool_pool_info");

  private static final byte[] CLIENT_ID = ascii("client_id");
  private static final byte[] CHANNEL_ID = ascii("channel_id");
  private static final byte[] USER_IDENTITY = ascii("user_identity");
  private static final byte[] ERROR_CODE = ascii("error_code");

  private final Map<Long, Client> clients = new TreeMap<>();
  private OptionalLong uptime = OptionalLong.empty();
  private boolean servesSv2Clients;
  private boolean servesSv1Clients;
  private boolean tellsWork;

  private SriMetrics() {}

  /**
   * Reads an answer.
   *
   * @throws PollFailedException if it is not an SRI application's, or not whole
   */
  static SriMetrics read(Source.Reply reply) throws PollFailedException {
    SriMetrics metrics = new SriMetrics();
    PrometheusText text = new PrometheusText(reply.body(), NAMES);
    if (text.isCut()) {
      throw new PollFailedException(
          FeedError.CUT_LINE, "the answer of GET " + reply.uri() + " ends in the middle of a line");
    }
    while (text.next()) {
      metrics.take(text, reply);
    }
    if (!metrics.servesSv2Clients && !metrics.servesSv1Clients) {
      throw new PollFailedException(
          FeedError.WRONG_SOURCE,
          "GET %s answered with neither sv2_clients_total nor sv1_clients_total: that is no SRI"
                  .formatted(reply.uri())
              + " application with its monitoring on");
    }
    return metrics;
  }

  /** By client id, those with a channel. */
  Map<Long, Client> clients() {
    return clients;
  }

  /** In seconds. */
  OptionalLong uptime() {
    return uptime;
  }

  /** Whether it is a translator: its downstreams are SV1 miners. */
  boolean isTranslator() {
    return !servesSv2Clients;
  }

  /** Whether the work of every channel is told. */
  boolean tellsWork() {
    return tellsWork;
  }

  private void take(PrometheusText text, Source.Reply reply) throws PollFailedException {
    switch (text.name()) {
      case UPTIME -> uptime = text.unsigned();
      case SV2_CLIENTS -> servesSv2Clients = true;
      case SV1_CLIENTS -> servesSv1Clients = true;
      case HASHPOOL_INFO ->
          throw new PollFailedException(
              FeedError.WRONG_SOURCE,
              "GET %s answered with %s: that is a hashpool; use --pull hashpool=URL"
                  .formatted(reply.uri(), NAMES.get(HASHPOOL_INFO)));
      default -> takeChannel(text);
    }
  }

  private void takeChannel(PrometheusText text) throws PollFailedException {
    OptionalLong clientId = text.unsigned32Label(CLIENT_ID);
    OptionalLong channelId = text.unsigned32Label(CHANNEL_ID);
    if (clientId.isEmpty() || channelId.isEmpty()) {
      throw new PollFailedException(
          FeedError.INVALID_FIELD, "a line of a channel without valid ids: " + text.line());
    }
    Client client = clients.computeIfAbsent(clientId.getAsLong(), id -> new Client());
    Channel channel = client.channels.computeIfAbsent(channelId.getAsLong(), id -> new Channel());
    if (text.name() == WORK) {
      tellsWork = true;
      OptionalDouble work = text.amount();
      channel.work =
          work.isPresent() && Plausible.isAmount(work.getAsDouble())
              ? work
              : OptionalDouble.empty();
      return;
    }
    OptionalLong number = text.unsigned();
    if (number.isEmpty()) {
      client.fault = text.line();
    } else if (text.name() == ACCEPTED) {
      // While a channel's identity changes it stands under both for a moment.
      channel.accepted =
          channel.accepted == null ? number.getAsLong() : max(channel.accepted, number.getAsLong());
      channel.identity = text.label(USER_IDENTITY);
    } else if (number.getAsLong() != 0) {
      RejectReason reason = RejectReason.fromCode(text.label(ERROR_CODE));
      channel.rejected.merge(
          reason, number.getAsLong(), reason == RejectReason.OTHER ? Long::sum : SriMetrics::max);
    }
  }

  private static long max(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? b : a;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
