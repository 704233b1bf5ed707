package io.hashpool.pull;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolReport;
import io.hashpool.stats.FeedError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A dialect that asks a scripted source, in simulated time. */
final class Asking implements AutoCloseable {
  static final PollTimes TIMES = new PollTimes(Duration.ofSeconds(5), Duration.ofSeconds(15));
  static final SriOptions SRI = new SriOptions(200, true);

  private final InstantSource time = () -> this.now;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ScriptedSource source = ScriptedSource.start();
  private final SourceClient client =
      new SourceClient(source.base(), HttpConfig.none(), 10_000_000, Duration.ofSeconds(30));
  private final Dialect dialect;
  private final List<FeedError> faults = new ArrayList<>();

  Asking(Function<Clocks, Dialect> dialect) throws IOException {
    this.dialect = dialect.apply(Clocks.simulated(time));
  }

  static Asking sri() throws IOException {
    return sri(SRI);
  }

  static Asking sri(SriOptions options) throws IOException {
    return new Asking(clocks -> new SriDialect(options, TIMES, clocks));
  }

  static Asking hashpool(AcceptedBy accepted) throws IOException {
    return new Asking(clocks -> new HashpoolDialect(accepted, clocks));
  }

  Clocks clocks() {
    return Clocks.simulated(time);
  }

  ScriptedSource source() {
    return source;
  }

  /** Time passes, at the source too. */
  void pass(long seconds) {
    now = now.plusSeconds(seconds);
  }

  PoolReport poll() throws PollFailedException, InterruptedException {
    return dialect.poll(client, (reason, detail) -> faults.add(reason));
  }

  /** The next poll, an interval later. */
  PoolReport nextPoll() throws PollFailedException, InterruptedException {
    pass(TIMES.interval().toSeconds());
    return poll();
  }

  /** What was left out so far. */
  List<FeedError> faults() {
    return faults;
  }

  static Map<Long, DownstreamReport> byId(PoolReport report) {
    Map<Long, DownstreamReport> byId = new TreeMap<>();
    report.downstreams().forEach(row -> byId.put(row.info().id().value(), row));
    return byId;
  }

  @Override
  public void close() throws IOException {
    client.close();
    source.close();
  }
}
