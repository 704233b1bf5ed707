package io.hashpool.feed;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.ThreadMXBean;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.ServiceType;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.LoggerFactory;

/**
 * Measures what a snapshot costs: decoding and reconciling one line, time and allocation. Run by
 * hand, on one core: {@code taskset -c 0 java -cp target/test-classes:target/classes:target/lib/*
 * io.hashpool.feed.FeedTiming 10000}.
 */
final class FeedTiming {
  private static final int WARM_UP = 60;
  private static final int MEASURED = 100;

  private FeedTiming() {}

  public static void main(String[] args) throws LineRefusedException {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    int downstreams = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    for (double changing : new double[] {1, 0.1, 0}) {
      measure(downstreams, changing);
    }
  }

  private static void measure(int downstreams, double changing) throws LineRefusedException {
    MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    PoolStatsRegistry registry =
        PoolStatsRegistry.builder(meters)
            .origin(StatsOrigin.REPORTED)
            .downstreamsLimit(downstreams)
            .build();
    FeedMonitor monitor = new FeedMonitor(registry, new FeedStats(meters));
    LineDecoder decoder = monitor.decoder();
    FeedPeer peer = new FeedPeer(1, new InetSocketAddress("127.0.0.1", 1));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] decodeNanos = new long[MEASURED];
    long[] totalNanos = new long[MEASURED];
    long allocated = 0;
    int bytes = 0;
    for (int round = 0; round < WARM_UP + MEASURED; round++) {
      byte[] line = LineEncoder.object(report(downstreams, round, changing));
      bytes = line.length;
      long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      FeedLine decoded = decoder.decode(line, 0, line.length);
      long between = System.nanoTime();
      monitor.take(decoded, peer);
      long end = System.nanoTime();
      if (round == 0) {
        System.out.printf("first snapshot, cold: %.1f ms%n", (end - start) / 1e6);
      }
      if (round >= WARM_UP) {
        allocated += threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        decodeNanos[round - WARM_UP] = between - start;
        totalNanos[round - WARM_UP] = end - start;
      }
    }
    Arrays.sort(decodeNanos);
    Arrays.sort(totalNanos);
    System.out.printf(
        "downstreams=%d changing=%.0f%% line_bytes=%d decode_median_ms=%.2f total_median_ms=%.2f"
            + " total_p99_ms=%.2f allocated_bytes_a_snapshot=%d%n",
        downstreams,
        changing * 100,
        bytes,
        decodeNanos[MEASURED / 2] / 1e6,
        totalNanos[MEASURED / 2] / 1e6,
        totalNanos[MEASURED * 99 / 100] / 1e6,
        allocated / MEASURED);
    registry.close();
  }

  private static PoolReport report(int downstreams, int round, double changing) {
    List<DownstreamReport> reports = new ArrayList<>(downstreams);
    for (int i = 0; i < downstreams; i++) {
      long grown = i < downstreams * changing ? round : 0;
      DownstreamInfo info =
          new DownstreamInfo(
              new DownstreamId(i + 1), "10.%d.%d.1:%d".formatted(i >> 8, i & 255, 1024 + i), false);
      reports.add(
          new DownstreamReport(
              info,
              List.of(i + 1L),
              new DownstreamTotals(1000 + grown, 1000 + grown, 64_000 + 64 * grown),
              OptionalLong.of(1_730_000_000 + grown)));
    }
    return new PoolReport(
        List.of(new PoolService(ServiceType.POOL, "0.0.0.0:34254")),
        reports,
        "0.0.0.0:34254",
        1_730_000_000L + round);
  }
}
