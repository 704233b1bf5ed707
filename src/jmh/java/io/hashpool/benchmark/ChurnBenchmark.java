package io.hashpool.benchmark;

import io.hashpool.exposition.RegistryExposition;
import io.hashpool.stats.DownstreamStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.PrometheusProperties;
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

/** A connection and its end, among others that stay. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChurnBenchmark {
  /** How many downstreams are live. */
  @Param({"1000", "10000", "100000"})
  public int live;

  /** Whose registry. */
  @Param({"EXPOSITION", "MICROMETER"})
  public Peer registry;

  private FilledPool pool;
  private int next;

  /** Fills the pool. */
  @Setup
  public void fill() throws Exception {
    MeterRegistry meters =
        registry == Peer.EXPOSITION
            ? new RegistryExposition(
                    PrometheusConfig.DEFAULT, PrometheusProperties.builder().build())
                .registry()
            : new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    pool = new FilledPool(meters, live, live + 1);
    next = live;
  }

  /** Connects and disconnects, with what every session has. */
  @Benchmark
  public void connectAndDisconnect() {
    pool.stats.registerDownstream(FilledPool.info(next++)).close();
  }

  /** The same, with two shares and a rejection between: with each meter there is. */
  @Benchmark
  public void connectMineAndDisconnect() throws Exception {
    DownstreamStats session = pool.stats.registerDownstream(FilledPool.info(next++));
    pool.mine(session);
    session.close();
  }
}
