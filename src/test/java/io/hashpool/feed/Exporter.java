package io.hashpool.feed;

import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;

/** A feed that listens on a real port. Its clock stands unless it is given the system's. */
final class Exporter implements AutoCloseable {
  /** Ahead of the system's, or the shares of a pool in the test would be of its future. */
  final SteppedClock clock = new SteppedClock(Instant.now().plus(Duration.ofDays(1)));

  final MeterRegistry meterRegistry = new SimpleMeterRegistry();
  final Meters meters = new Meters(meterRegistry);
  final FeedStats stats = new FeedStats(meterRegistry);
  final SourceMonitor monitor;
  private final FeedReceiver receiver;

  private Exporter(int port, FeedLimits limits, AllowedPeers allowed) throws IOException {
    PoolStatsRegistry registry =
        PoolStatsRegistry.builder(meterRegistry)
            .origin(StatsOrigin.REPORTED)
            .clock(clock.clocks())
            .build();
    monitor = new SourceMonitor(registry, stats, clock.clocks(), Feed.STALE_AFTER);
    receiver =
        FeedReceiver.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            monitor,
            limits,
            allowed,
            Accepted.SHARES);
  }

  static Exporter start() throws IOException {
    return new Exporter(0, FeedLimits.DEFAULT, AllowedPeers.EVERYONE);
  }

  static Exporter start(FeedLimits limits) throws IOException {
    return new Exporter(0, limits, AllowedPeers.EVERYONE);
  }

  static Exporter start(AllowedPeers allowed) throws IOException {
    return new Exporter(0, FeedLimits.DEFAULT, allowed);
  }

  static Exporter startOn(int port) throws IOException {
    return new Exporter(port, FeedLimits.DEFAULT, AllowedPeers.EVERYONE);
  }

  InetSocketAddress address() {
    return receiver.localAddress();
  }

  @Override
  public void close() {
    receiver.close();
  }
}
