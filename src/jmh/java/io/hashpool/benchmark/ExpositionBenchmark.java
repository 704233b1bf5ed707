package io.hashpool.benchmark;

import io.hashpool.exposition.RegistryExposition;
import io.hashpool.exposition.ScrapeFormat;
import io.hashpool.exposition.ScrapeRequest;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.IOException;
import java.io.OutputStream;
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

/** A scrape without the network: what writing it costs, and what it allocates. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExpositionBenchmark {
  /** How many downstreams are live. */
  @Param({"1000", "10000", "100000"})
  public int downstreams;

  /** In which format. */
  @Param({"PROMETHEUS_TEXT", "PROTOBUF"})
  public ScrapeFormat format;

  private RegistryExposition exposition;
  private FilledPool pool;

  /** Fills the pool. */
  @Setup
  public void fill() throws Exception {
    exposition =
        new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.builder().build());
    pool = new FilledPool(exposition.registry(), downstreams);
  }

  /** By the exposition. */
  @Benchmark
  public void exposition() throws IOException {
    exposition.write(ScrapeRequest.of(format), OutputStream.nullOutputStream());
  }

  /** By the library, of the same registry. */
  @Benchmark
  public void library() throws IOException {
    exposition.registry().scrape(OutputStream.nullOutputStream(), contentType());
  }

  private String contentType() {
    return format == ScrapeFormat.PROTOBUF
        ? "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
            + " encoding=delimited"
        : "text/plain; version=0.0.4; charset=utf-8";
  }
}
