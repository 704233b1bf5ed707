package io.hashpool.feed;

import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** An exporter's feed without its sockets, and a clock that stands. */
final class Feed {
  static final Duration STALE_AFTER = Duration.ofSeconds(15);

  final SteppedClock clock = new SteppedClock(Instant.ofEpochSecond(Wire.T0));
  final MeterRegistry meterRegistry = new SimpleMeterRegistry();
  final Meters meters = new Meters(meterRegistry);
  final PoolStatsRegistry registry;
  final FeedStats stats = new FeedStats(meterRegistry);
  final SourceMonitor monitor;
  final StatsApi api;
  private final LineDecoder decoder;
  private final FeedPeer peer = peer(1);

  Feed() {
    this(PoolStatsRegistry.DEFAULT_DOWNSTREAMS_LIMIT, Accepted.SHARES);
  }

  Feed(int downstreamsLimit, Accepted accepted) {
    registry =
        PoolStatsRegistry.builder(meterRegistry)
            .origin(StatsOrigin.REPORTED)
            .clock(clock.clocks())
            .downstreamsLimit(downstreamsLimit)
            .build();
    monitor = new SourceMonitor(registry, stats, clock.clocks(), STALE_AFTER);
    api = StatsApi.of(monitor);
    decoder = new LineDecoder(accepted);
  }

  static FeedPeer peer(long number) {
    return new FeedPeer(number, new InetSocketAddress("127.0.0.1", 40_000 + (int) number));
  }

  void receive(String line) {
    receive(peer, line);
  }

  void receive(FeedPeer from, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try {
      monitor.take(
          decoder.decode(
              bytes,
              0,
              bytes.length,
              row -> monitor.refusals().refused(from, FeedError.BAD_ROW, row)),
          from);
    } catch (LineRefusedException e) {
      monitor.refusals().refused(from, e.reason(), e.getMessage());
    }
  }

  void pass(Duration time) {
    clock.advance(time);
    monitor.tick();
  }

  void fallSilent() {
    pass(STALE_AFTER.plusMillis(1));
  }

  long errors(FeedError reason) {
    return stats.errors(reason);
  }

  String text(JsonReply reply) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      reply.body().writeTo(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toString(StandardCharsets.UTF_8);
  }
}
