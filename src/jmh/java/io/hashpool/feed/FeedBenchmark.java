package io.hashpool.feed;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hashpool.exposition.RegistryExposition;
import io.hashpool.ingest.Report;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.LoggerFactory;

/** What one snapshot of a pool costs: its line decoded, and decoded and reconciled. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx256m", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FeedBenchmark {
  /** How many downstreams the snapshot has. */
  @Param("10000")
  public int downstreams;

  /** What part of them has new shares in it. */
  @Param({"1", "0.1", "0"})
  public double changing;

  private final FeedPeer peer = new FeedPeer(1, new InetSocketAddress("127.0.0.1", 1));
  private GrowingLine line;
  private LineDecoder decoder;
  private SourceMonitor monitor;

  /** A pool that has reported once. */
  @Setup
  public void firstSnapshot() throws LineRefusedException {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    MeterRegistry meters =
        new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.builder().build())
            .registry();
    PoolStatsRegistry registry =
        PoolStatsRegistry.builder(meters)
            .origin(StatsOrigin.REPORTED)
            .downstreamsLimit(downstreams)
            .build();
    monitor = new SourceMonitor(registry, new FeedStats(meters));
    decoder = new LineDecoder(Accepted.SHARES);
    line = new GrowingLine(downstreams, changing);
    take();
    if (registry.snapshot().downstreams().size() != downstreams) {
      throw new IllegalStateException("the snapshot was not taken");
    }
  }

  /** The next line. */
  @Setup(org.openjdk.jmh.annotations.Level.Invocation)
  public void grow() {
    line.grow();
  }

  /** Its line only. */
  @Benchmark
  public Report decode() throws LineRefusedException {
    return decoder.decode(line.bytes, 0, line.bytes.length, badRow -> {});
  }

  /** All of it, up to the meters. */
  @Benchmark
  public void take() throws LineRefusedException {
    monitor.take(decode(), peer);
  }
}
