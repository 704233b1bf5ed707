package io.hashpool.pull;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.ChannelReport;
import io.hashpool.ingest.Detail;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolDetail;
import io.hashpool.ingest.Shares;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.FeedError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The downstreams of a translator: its SV1 miners. It tells shares by upstream channel; where it
 * opens one for each miner, the miner has the numbers of its channel. For one thread.
 */
final class SriMiners {
  private static final String MINERS = "/api/v1/sv1/clients";
  private static final String CHANNELS = "/api/v1/server/channels";

  /** How many missing miners are asked for at one poll. */
  private static final int MAX_QUESTIONS = 100;

  private final boolean showIdentities;
  private final Departures departures;
  private final ChannelOwnership ownership;
  private final WorkRates workRates;

  SriMiners(SriOptions options, PollTimes times, Clocks clocks) {
    this.showIdentities = options.showIdentities();
    this.departures = new Departures(times.refresh(), clocks);
    this.ownership = new ChannelOwnership(times.refresh(), clocks);
    this.workRates = new WorkRates(times, clocks);
  }

  /** The application restarted: its miners are others. */
  void restarted() {
    departures.forget();
    workRates.forget();
  }

  SriReport report(Source source, Optional<Instant> startedAt, Dialect.Faults faults)
      throws PollFailedException, InterruptedException {
    Page<MinerReading> list =
        Pages.all(source, MINERS, SriAnswers::miners)
            .orElseThrow(
                () ->
                    new PollFailedException(
                        FeedError.HTTP_STATUS,
                        "GET %s answered with status 404".formatted(source.uri(MINERS))));
    Optional<Page<ChannelRow>> upstream = Pages.all(source, CHANNELS, SriAnswers::channels);
    report(faults, list);
    upstream.ifPresent(page -> report(faults, page));

    Map<Long, MinerReading> miners = new TreeMap<>(list.rows());
    Set<Long> unclear = new HashSet<>(list.badIds());
    askForMissing(source, miners, unclear, faults);
    Set<Long> unreadable = departures.update(miners.keySet(), unclear);
    unreadable.addAll(unclear);

    boolean oneEach =
        upstream.isPresent() && ownership.isOneEach(miners.values(), upstream.get().total());
    Map<Long, ChannelRow> channels = oneEach ? upstream.get().rows() : Map.of();
    Set<Long> badChannels = oneEach ? upstream.get().badIds() : Set.of();
    List<DownstreamReport> downstreams = new ArrayList<>();
    for (MinerReading miner : miners.values()) {
      if (miner.channel().isPresent() && badChannels.contains(miner.channel().getAsLong())) {
        unreadable.add(miner.id());
      } else {
        downstreams.add(report(miner, oneEach ? ofChannel(miner, channels) : ofMiner(miner)));
      }
    }
    Set<Long> waitedFor = new HashSet<>(miners.keySet());
    waitedFor.addAll(unreadable);
    workRates.forgetAllBut(waitedFor);
    Optional<List<ChannelReport>> pool =
        upstream.map(page -> page.rows().values().stream().map(ChannelRow::report).toList());
    return new SriReport(downstreams, unreadable, new PoolDetail(startedAt, pool, true));
  }

  /**
   * A miner that is not in the list may be there all the same, on a page that changed: only a 404
   * says that it is gone.
   */
  private void askForMissing(
      Source source, Map<Long, MinerReading> miners, Set<Long> unclear, Dialect.Faults faults)
      throws InterruptedException {
    int questions = 0;
    boolean answers = true;
    for (Long id : departures.missing(miners.keySet())) {
      if (unclear.contains(id)) {
        continue;
      }
      if (!answers || ++questions > MAX_QUESTIONS) {
        unclear.add(id);
        continue;
      }
      try {
        Source.Reply reply = source.get(MINERS + "/" + id);
        if (!reply.isNotFound()) {
          SriAnswers.miner(reply.ok())
              .filter(miner -> miner.id() == id)
              .ifPresentOrElse(miner -> miners.put(id, miner), () -> unclear.add(id));
        }
      } catch (PollFailedException e) {
        faults.leftOut(e.reason(), e.detail());
        answers = false;
        unclear.add(id);
      }
    }
  }

  private DownstreamReport report(MinerReading miner, Shares shares) {
    return new DownstreamReport(
        new DownstreamInfo(new DownstreamId(miner.id()), miner.address(), false),
        miner.channel().isPresent() ? List.of(miner.channel().getAsLong()) : List.of(),
        shares,
        OptionalLong.empty(),
        new Detail(
            miner.hashrate().isPresent() ? miner.hashrate() : hashrate(miner.id(), shares),
            showIdentities && !miner.identity().isEmpty() ? Set.of(miner.identity()) : Set.of(),
            miner.device()));
  }

  private OptionalDouble hashrate(long id, Shares shares) {
    return shares instanceof Shares.ByChannel byChannel
        ? workRates.update(id, byChannel.channels())
        : OptionalDouble.empty();
  }

  /** Where each miner has a channel: the numbers of its own, or of none yet. */
  private static Shares ofChannel(MinerReading miner, Map<Long, ChannelRow> channels) {
    ChannelRow own = miner.channel().isPresent() ? channels.get(miner.channel().getAsLong()) : null;
    return new Shares.ByChannel(own == null ? List.of() : List.of(own.report()));
  }

  /** Where they share a channel: what the translator tells of the miner itself, if anything. */
  private static Shares ofMiner(MinerReading miner) {
    return miner.submitted().isPresent()
        ? new Shares.Totals(new DownstreamTotals(miner.submitted().getAsLong(), 0, 0))
        : new Shares.Unknown();
  }

  private static void report(Dialect.Faults faults, Page<?> page) {
    page.faults().forEach(fault -> faults.leftOut(FeedError.BAD_ROW, fault));
  }
}
