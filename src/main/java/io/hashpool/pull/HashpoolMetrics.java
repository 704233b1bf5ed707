package io.hashpool.pull;

import io.hashpool.ingest.Plausible;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.ServiceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one answer of hashpool's {@code /metrics} says. For one answer and one thread.
 *
 * <p>A line that can't be read costs the row of its downstream; one that does not even tell which
 * downstream it is of costs the answer.
 */
final class HashpoolMetrics {
  /** The lines of one downstream. */
  static final class Row {
    private @Nullable String address;
    private boolean workSelection;
    private @Nullable Long shares;
    private @Nullable Long quotes;
    private @Nullable Long ehash;
    private OptionalLong lastShareAt = OptionalLong.empty();
    private OptionalDouble hashrate = OptionalDouble.empty();
    private int seen;
    private @Nullable String fault;

    /** Where it connects from; empty where its info line is missing. */
    Optional<String> address() {
      return Optional.ofNullable(address);
    }

    boolean workSelection() {
      return workSelection;
    }

    /** Empty unless all of them are there. */
    Optional<DownstreamTotals> totals() {
      return shares == null || quotes == null || ehash == null
          ? Optional.empty()
          : Optional.of(new DownstreamTotals(shares, quotes, ehash));
    }

    /** In unix seconds; empty before the first. */
    OptionalLong lastShareAt() {
      return lastShareAt;
    }

    OptionalDouble hashrate() {
      return hashrate;
    }

    /**
     * Why the row can't be used. The pool connects a downstream before it has numbers for it, so
     * that a row without any number is no fault, and not to be used either.
     */
    Optional<String> fault() {
      if (fault == null && seen != 1 << INFO && (address == null || totals().isEmpty())) {
        return Optional.of("its lines of info, shares, quotes or ehash are not all there");
      }
      return Optional.ofNullable(fault);
    }
  }

  private static final int INFO = 0;
  private static final int SHARES = 1;
  private static final int QUOTES = 2;
  private static final int EHASH = 3;
  private static final int LAST_SHARE_AT = 4;
  private static final int HASHRATE = 5;
  private static final int POOL_INFO = 6;
  private static final int SERVICE_INFO = 7;
  private static final int SRI_UPTIME = 8;
  private static final int EXPORTER_INFO = 9;

  private static final List<String> NAMES =
      List.of(
          "hashpool_pool_downstream_info",
          "hashpool_pool_downstream_shares_total",
          "hashpool_pool_downstream_quotes_total",
          "hashpool_pool_downstream_ehash_mined_total",
          "hashpool_pool_downstream_last_share_at_seconds",
          "hashpool_pool_downstream_hashrate_hs",
          "hashpool_pool_info",
          "hashpool_pool_service_info",
          "sv2_uptime_seconds",
          "hashpool_exporter_build_info");

  private static final byte[] DOWNSTREAM_ID = ascii("downstream_id");
  private static final byte[] ADDRESS = ascii("address");
  private static final byte[] WORK_SELECTION = ascii("work_selection");
  private static final byte[] LISTEN_ADDRESS = ascii("listen_address");
  private static final byte[] SERVICE_TYPE = ascii("service_type");

  private final Map<Long, Row> rows = new LinkedHashMap<>();
  private final List<PoolService> services = new ArrayList<>();
  private final List<String> serviceFaults = new ArrayList<>();
  private @Nullable String listenAddress;
  private long lastId = -1;
  private Row lastRow = new Row();

  private HashpoolMetrics() {}

  /**
   * Reads an answer.
   *
   * @throws PollFailedException if it is not hashpool's, or not whole
   */
  static HashpoolMetrics read(Source.Reply reply) throws PollFailedException {
    HashpoolMetrics metrics = new HashpoolMetrics();
    PrometheusText text = new PrometheusText(reply.body(), NAMES);
    if (text.isCut()) {
      throw new PollFailedException(
          FeedError.CUT_LINE, "the answer of GET " + reply.uri() + " ends in the middle of a line");
    }
    while (text.next()) {
      metrics.take(text, reply);
    }
    if (metrics.listenAddress == null) {
      throw new PollFailedException(
          FeedError.WRONG_SOURCE,
          "GET %s answered without hashpool_pool_info: that is no hashpool".formatted(reply.uri()));
    }
    return metrics;
  }

  String listenAddress() {
    return listenAddress == null ? "" : listenAddress;
  }

  /** By downstream id. */
  Map<Long, Row> rows() {
    return rows;
  }

  List<PoolService> services() {
    return services;
  }

  /** What was wrong with each service that is not among them. */
  List<String> serviceFaults() {
    return serviceFaults;
  }

  private void take(PrometheusText text, Source.Reply reply) throws PollFailedException {
    switch (text.name()) {
      case POOL_INFO -> listenAddress = text.label(LISTEN_ADDRESS);
      case SERVICE_INFO -> takeService(text);
      case SRI_UPTIME ->
          throw new PollFailedException(
              FeedError.WRONG_SOURCE,
              "GET %s answered with %s: that is an SRI application; use --pull sri=URL"
                  .formatted(reply.uri(), NAMES.get(SRI_UPTIME)));
      case EXPORTER_INFO ->
          throw new PollFailedException(
              FeedError.WRONG_SOURCE,
              "GET %s answered with %s: that is an exporter, not a pool; scrape it directly"
                  .formatted(reply.uri(), NAMES.get(EXPORTER_INFO)));
      default -> takeDownstream(text);
    }
  }

  private void takeService(PrometheusText text) {
    String label = text.label(SERVICE_TYPE);
    Optional<ServiceType> type = ServiceType.fromLabel(label);
    if (type.isPresent() && text.isGood()) {
      services.add(new PoolService(type.get(), text.label(ADDRESS)));
    } else {
      serviceFaults.add(text.line() + ": is none of Pool, Mint, JobDeclarator");
    }
  }

  private void takeDownstream(PrometheusText text) throws PollFailedException {
    Row row = row(text);
    int bit = 1 << text.name();
    if ((row.seen & bit) != 0) {
      throw new PollFailedException(
          FeedError.DUPLICATE_ID, "the second line of one downstream: " + text.line());
    }
    row.seen |= bit;
    boolean good = text.isGood();
    switch (text.name()) {
      case INFO -> {
        row.address = text.label(ADDRESS);
        row.workSelection = "true".equals(text.label(WORK_SELECTION));
      }
      case HASHRATE -> {
        OptionalDouble told = text.amount();
        row.hashrate =
            told.isPresent() && Plausible.isAmount(told.getAsDouble())
                ? told
                : OptionalDouble.empty();
      }
      default -> {
        OptionalLong number = text.unsigned();
        good = number.isPresent();
        if (good) {
          takeNumber(row, text.name(), number.getAsLong());
        }
      }
    }
    if (!good) {
      row.fault = text.line();
    }
  }

  private static void takeNumber(Row row, int name, long number) {
    switch (name) {
      case SHARES -> row.shares = number;
      case QUOTES -> row.quotes = number;
      case EHASH -> row.ehash = number;
      case LAST_SHARE_AT ->
          // It writes 0 before the first.
          row.lastShareAt = number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
      default -> throw new IllegalArgumentException("no number: " + name);
    }
  }

  private Row row(PrometheusText text) throws PollFailedException {
    OptionalLong id = text.unsigned32Label(DOWNSTREAM_ID);
    if (id.isEmpty()) {
      throw new PollFailedException(
          FeedError.INVALID_FIELD, "a line of a downstream without a valid id: " + text.line());
    }
    // The lines of one downstream stand together.
    if (id.getAsLong() != lastId) {
      lastId = id.getAsLong();
      lastRow = rows.computeIfAbsent(lastId, ignored -> new Row());
    }
    return lastRow;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
