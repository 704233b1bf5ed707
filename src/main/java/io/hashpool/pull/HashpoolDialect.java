package io.hashpool.pull;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.Detail;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolDetail;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Shares;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.FeedError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * hashpool's own {@code /metrics}, served since 2026-03-12. Its {@code shares_total} counts an
 * accepted share once, and once more when it makes its quote.
 */
final class HashpoolDialect implements Dialect {
  private static final String GLOBAL = "/api/v1/global";

  private final AcceptedShares accepted;
  private final Clocks clocks;

  /** The raw totals of the last answer, by downstream. */
  private Map<Long, DownstreamTotals> lastTotals = Map.of();

  private final SourceStart start = new SourceStart();

  HashpoolDialect(AcceptedBy rule, Clocks clocks) {
    this.accepted = new AcceptedShares(rule);
    this.clocks = clocks;
  }

  @Override
  public PoolReport poll(Source source, Faults faults)
      throws PollFailedException, InterruptedException {
    HashpoolMetrics metrics = HashpoolMetrics.read(source.get(PullTarget.METRICS).ok());
    if (start.restarted(startedAt(source))) {
      // What was read may be of the process before.
      metrics = HashpoolMetrics.read(source.get(PullTarget.METRICS).ok());
    }
    metrics.serviceFaults().forEach(fault -> faults.leftOut(FeedError.BAD_ROW, fault));
    checkAccepted(metrics);
    List<DownstreamReport> downstreams = new ArrayList<>(metrics.rows().size());
    Set<Long> unreadable = new HashSet<>();
    metrics
        .rows()
        .forEach(
            (id, row) -> {
              Optional<DownstreamTotals> totals = row.totals();
              Optional<String> fault = row.fault();
              fault.ifPresent(
                  what -> faults.leftOut(FeedError.BAD_ROW, "downstream " + id + ": " + what));
              if (fault.isPresent() || totals.isEmpty()) {
                unreadable.add(id);
              } else {
                downstreams.add(report(id, row, totals.get()));
              }
            });
    return new PoolReport(
        metrics.services(),
        downstreams,
        metrics.listenAddress(),
        clocks.wall().instant().getEpochSecond(),
        unreadable,
        new PoolDetail(start.reported(), Optional.empty(), false));
  }

  private DownstreamReport report(long id, HashpoolMetrics.Row row, DownstreamTotals totals) {
    return new DownstreamReport(
        new DownstreamInfo(new DownstreamId(id), row.address().orElse(""), row.workSelection()),
        List.of(),
        new Shares.Totals(totals, accepted.of(totals.shares(), totals.quotes())),
        row.lastShareAt(),
        new Detail(row.hashrate(), Set.of(), Optional.empty()));
  }

  private void checkAccepted(HashpoolMetrics metrics) throws PollFailedException {
    Map<Long, DownstreamTotals> totals = new HashMap<>(2 * metrics.rows().size());
    long newShares = 0;
    long newQuotes = 0;
    for (Map.Entry<Long, HashpoolMetrics.Row> entry : metrics.rows().entrySet()) {
      Optional<DownstreamTotals> told = entry.getValue().totals();
      if (told.isEmpty()) {
        continue;
      }
      DownstreamTotals now = told.get();
      DownstreamTotals before = lastTotals.get(entry.getKey());
      if (before != null && now.continues(before)) {
        newShares += now.shares() - before.shares();
        newQuotes += now.quotes() - before.quotes();
      }
      totals.put(entry.getKey(), now);
    }
    lastTotals = totals;
    accepted.grewBy(newShares, newQuotes);
  }

  /** A pool without this page is one whose start is not known. */
  private static Optional<Instant> startedAt(Source source)
      throws PollFailedException, InterruptedException {
    Source.Reply global = source.get(GLOBAL);
    if (global.isNotFound()) {
      return Optional.empty();
    }
    OptionalLong uptime = SriAnswers.uptime(global.ok());
    if (uptime.isPresent() && uptime.getAsLong() == 0) {
      // It started within this second, or its clock was set back to before its start.
      TimeUnit.SECONDS.sleep(1);
      global = source.get(GLOBAL);
      uptime = SriAnswers.uptime(global.ok());
    }
    return SourceStart.told(source, global, uptime);
  }
}
