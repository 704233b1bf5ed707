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

/** An exporter's feed without its sockets, and a clock that stands. */
final class Feed {
  static final Duration STALE_AFTER = Duration.ofSeconds(15);

  final SteppedClock clock = new SteppedClock();
  final MeterRegistry meterRegistry = new SimpleMeterRegistry();
  final Meters meters = new Meters(meterRegistry);
  final PoolStatsRegistry registry =
      PoolStatsRegistry.builder(meterRegistry)
          .origin(StatsOrigin.REPORTED)
          .clock(clock.clocks())
          .build();
  final FeedStats stats = new FeedStats(meterRegistry);
  final SourceMonitor monitor = new SourceMonitor(registry, stats, clock.clocks(), STALE_AFTER);
  final StatsApi api = StatsApi.of(monitor);
  private final LineDecoder decoder = new LineDecoder();
  private final FeedPeer peer = peer(1);

  static FeedPeer peer(long number) {
    return new FeedPeer(number, new InetSocketAddress("127.0.0.1", 40_000 + (int) number));
  }

  void receive(String line) {
    receive(peer, line);
  }

  void receive(FeedPeer from, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try {
      monitor.take(decoder.decode(bytes, 0, bytes.length), from);
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
