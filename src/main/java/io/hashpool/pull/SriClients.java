package io.hashpool.pull;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.ChannelReport;
import io.hashpool.ingest.Detail;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolDetail;
import io.hashpool.ingest.Shares;
import io.hashpool.stats.DeviceInfo;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
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
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The downstreams of an SRI pool or job declarator client: its SV2 clients. A client's shares are
 * those of its channels, by {@code /metrics}; what that lacks comes from the JSON API. For one
 * thread.
 */
final class SriClients {
  private static final String CLIENTS = "/api/v1/clients";

  private final Clocks clocks;
  private final PollTimes times;
  private final boolean showIdentities;
  private final ClientChannels channels;
  private final Departures departures;
  private final WorkRates workRates;

  /** When the list of clients was last asked for; null before. */
  private @Nullable Long listedAtNanos;

  /** What the devices say, by client. */
  private Map<Long, Optional<DeviceInfo>> devices = Map.of();

  SriClients(SriOptions options, PollTimes times, Clocks clocks) {
    this.clocks = clocks;
    this.times = times;
    this.showIdentities = options.showIdentities();
    this.channels = new ClientChannels(options.maxApiClients(), times, clocks);
    this.departures = new Departures(times.refresh(), clocks);
    this.workRates = new WorkRates(times, clocks);
  }

  /** The application restarted: the numbers of its clients begin anew. */
  void restarted() {
    channels.forget();
    departures.forget();
    workRates.forget();
    devices = Map.of();
    listedAtNanos = null;
  }

  SriReport report(
      Source source, SriMetrics metrics, Optional<Instant> startedAt, Dialect.Faults faults)
      throws InterruptedException {
    Set<Long> present = new TreeSet<>(metrics.clients().keySet());
    present.addAll(list(source, faults));
    if (!metrics.tellsWork()) {
      channels.ask(source, channelIds(present, metrics), faults);
    }
    Set<Long> unreadable = new HashSet<>(departures.update(present, Set.of()));
    List<DownstreamReport> downstreams = new ArrayList<>();
    for (Long id : present) {
      SriMetrics.Client client = metrics.clients().get(id);
      if (client == null) {
        client = SriMetrics.Client.withoutChannels();
      }
      Optional<String> fault = client.fault();
      if (fault.isPresent()) {
        faults.leftOut(FeedError.BAD_ROW, "client " + id + ": " + fault.get());
        unreadable.add(id);
      } else {
        downstreams.add(report(id, client));
      }
    }
    Set<Long> waitedFor = new HashSet<>(present);
    waitedFor.addAll(unreadable);
    workRates.forgetAllBut(waitedFor);
    boolean workIsWhole = metrics.tellsWork() || channels.cover(present);
    return new SriReport(
        downstreams, unreadable, new PoolDetail(startedAt, Optional.empty(), workIsWhole));
  }

  private static Map<Long, Set<Long>> channelIds(Set<Long> clients, SriMetrics metrics) {
    Map<Long, Set<Long>> ids = new TreeMap<>();
    for (Long id : clients) {
      SriMetrics.Client client = metrics.clients().get(id);
      ids.put(id, client == null ? Set.of() : client.channels().keySet());
    }
    return ids;
  }

  /**
   * Asks once a refresh for the list of clients: it has those without a channel, and their devices.
   *
   * @return those in the list, if it was asked for now
   */
  private Set<Long> list(Source source, Dialect.Faults faults) throws InterruptedException {
    Long last = listedAtNanos;
    if (last != null && !clocks.isOver(times.refresh(), last)) {
      return Set.of();
    }
    listedAtNanos = clocks.nanos().getAsLong();
    try {
      Optional<Page<Optional<DeviceInfo>>> answer = Pages.all(source, CLIENTS, SriAnswers::clients);
      if (answer.isEmpty()) {
        return Set.of();
      }
      Page<Optional<DeviceInfo>> list = answer.get();
      list.faults().forEach(fault -> faults.leftOut(FeedError.BAD_ROW, fault));
      devices = list.rows();
      return list.rows().keySet();
    } catch (PollFailedException e) {
      faults.leftOut(e.reason(), e.detail());
      return Set.of();
    }
  }

  private DownstreamReport report(long id, SriMetrics.Client client) {
    List<ChannelReport> reports = new ArrayList<>();
    client.channels().forEach((channelId, channel) -> reports.add(report(id, channelId, channel)));
    Set<String> identities =
        client.channels().values().stream()
            .map(SriMetrics.Channel::identity)
            .filter(identity -> showIdentities && !identity.isEmpty())
            .collect(Collectors.toSet());
    return new DownstreamReport(
        new DownstreamInfo(new DownstreamId(id), "", false),
        List.copyOf(client.channels().keySet()),
        new Shares.ByChannel(reports),
        OptionalLong.empty(),
        new Detail(OptionalDouble.empty(), identities, devices.getOrDefault(id, Optional.empty())));
  }

  private ChannelReport report(long clientId, long channelId, SriMetrics.Channel channel) {
    Optional<ChannelReport> more = channels.of(clientId, channelId, channel.accepted());
    Optional<ChannelReport.Work> work =
        channel.work().isPresent()
            ? Optional.of(new ChannelReport.Work(channel.work().getAsDouble(), channel.accepted()))
            : more.flatMap(ChannelReport::work);
    return new ChannelReport(
        channelId,
        channel.accepted(),
        channel.rejected(),
        OptionalLong.empty(),
        more.map(ChannelReport::blocksFound).orElse(0L),
        work,
        more.map(ChannelReport::bestShare).orElse(OptionalDouble.empty()),
        more.map(ChannelReport::targetDifficulty).orElse(OptionalDouble.empty()));
  }
}
