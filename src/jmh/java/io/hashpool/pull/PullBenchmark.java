package io.hashpool.pull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hashpool.base.Clocks;
import io.hashpool.exposition.RegistryExposition;
import io.hashpool.ingest.OnlySource;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

/**
 * What one poll costs when the answers are there: reading them, and reading and reconciling. A poll
 * comes five seconds after the last, and every downstream has new shares in each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PullBenchmark {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** The source, and how many downstreams it has. */
  @Param({"hashpool 10000", "sri 1000"})
  public String source;

  private final Map<String, byte[]> answers = new HashMap<>();
  private final GrowingAnswer metrics = new GrowingAnswer();
  private final Dialect.Faults faults =
      (reason, detail) -> {
        throw new IllegalStateException(reason + ": " + detail);
      };
  private Instant now = Instant.EPOCH;
  private Dialect dialect;
  private SourceMonitor monitor;

  /** A source that has reported once. */
  @Setup
  public void firstPoll() throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    boolean sri = source.startsWith("sri");
    int downstreams = Integer.parseInt(source.split(" ")[1]);
    MeterRegistry meters =
        new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.builder().build())
            .registry();
    Clocks clocks = Clocks.simulated(() -> now);
    PoolStatsRegistry registry =
        PoolStatsRegistry.builder(meters)
            .origin(sri ? StatsOrigin.MONITORED : StatsOrigin.REPORTED)
            .clock(clocks)
            .build();
    monitor = new SourceMonitor(registry, new FeedStats(meters), clocks, Duration.ofSeconds(45));
    if (sri) {
      dialect =
          new SriDialect(
              new SriOptions(SriOptions.DEFAULT_MAX_API_CLIENTS, true),
              new PollTimes(INTERVAL, PullSettings.DEFAULT_REFRESH),
              clocks);
      answerAsSri(downstreams);
    } else {
      dialect = new HashpoolDialect(AcceptedBy.DIFFERENCE, clocks);
      answerAsHashpool(downstreams);
    }
    answers.put(PullTarget.METRICS, metrics.bytes());
    take();
    if (registry.snapshot().downstreams().size() != downstreams) {
      throw new IllegalStateException("the report was not taken");
    }
  }

  /** The next answer. */
  @Setup(org.openjdk.jmh.annotations.Level.Invocation)
  public void grow() {
    now = now.plus(INTERVAL);
    metrics.grow(answers.get(PullTarget.METRICS));
  }

  /** Its answers only. */
  @Benchmark
  public PoolReport read() throws PollFailedException, InterruptedException {
    return dialect.poll(new Answers(answers), faults);
  }

  /** All of it, up to the meters. */
  @Benchmark
  public void take() throws PollFailedException, InterruptedException {
    monitor.take(read(), new OnlySource("benchmark"));
  }

  private record Answers(Map<String, byte[]> byPath) implements Source {
    @Override
    public URI uri(String path) {
      return URI.create("http://127.0.0.1:1" + path);
    }

    @Override
    public Reply get(String path) {
      byte[] body = byPath.get(path);
      return body == null
          ? new Reply(uri(path), 404, new byte[0], Optional.empty())
          : new Reply(uri(path), 200, body, Optional.of(Instant.EPOCH));
    }
  }

  private void answerAsHashpool(int downstreams) {
    metrics.add("hashpool_pool_info{listen_address=\"0.0.0.0:34254\"} 1");
    for (int id = 1; id <= downstreams; id++) {
      String label = "{downstream_id=\"" + id + "\"";
      String prefix = "hashpool_pool_downstream_";
      metrics.add(
          prefix
              + "info"
              + label
              + ",address=\"10.%d.%d.1:%d\",work_selection=\"false\"} 1"
                  .formatted(id >> 8, id & 255, 1024 + id));
      metrics.addCounter(prefix + "shares_total" + label + "}", 2);
      metrics.addCounter(prefix + "quotes_total" + label + "}", 1);
      metrics.addCounter(prefix + "ehash_mined_total" + label + "}", 9);
      metrics.addCounter(prefix + "last_share_at_seconds" + label + "}", 5);
      metrics.add(prefix + "hashrate_hs" + label + "} 2863311530666.6665");
    }
  }

  private void answerAsSri(int clients) {
    metrics.add("sv2_clients_total " + clients);
    metrics.add("sv2_uptime_seconds 1000");
    StringBuilder list = new StringBuilder();
    for (int id = 1; id <= clients; id++) {
      String labels =
          "channel_id=\"1\",client_id=\"%1$d\",user_identity=\"miner.%1$d\"}".formatted(id);
      metrics.addCounter("sv2_client_shares_accepted_total{" + labels, 1);
      for (String code :
          new String[] {
            "bad-extranonce-size", "difficulty-too-low", "duplicate-share", "invalid-channel-id",
            "invalid-job-id", "invalid-non-rollable-version-bit", "invalid-share", "stale-share"
          }) {
        metrics.add(
            "sv2_client_shares_rejected_total{error_code=\"" + code + "\"," + labels + " 0");
      }
      json(
          "/api/v1/clients/" + id + "/channels?offset=0&limit=100",
          ("{\"client_id\":%1$d,\"limit\":100,\"total_extended\":1,\"total_standard\":0,"
                  + "\"standard_channels\":[],\"extended_channels\":[{\"channel_id\":1,"
                  + "\"user_identity\":\"miner.%1$d\",\"nominal_hashrate\":1e12,"
                  + "\"target_hex\":\"00000000ffff%2$s\",\"shares_accepted\":1000000000,"
                  + "\"shares_rejected\":0,\"shares_rejected_by_reason\":{},"
                  + "\"share_work_sum\":1e15,\"best_diff\":1e6,\"blocks_found\":0}]}")
              .formatted(id, "0".repeat(52)));
      list.append(list.length() == 0 ? "" : ",")
          .append("{\"client_id\":" + id + ",\"total_hashrate\":1e12}");
      if (id % 100 == 0) {
        json(
            "/api/v1/clients?offset=" + (id - 100) + "&limit=100",
            "{\"limit\":100,\"total\":" + clients + ",\"items\":[" + list + "]}");
        list.setLength(0);
      }
    }
  }

  private void json(String path, String body) {
    answers.put(path, body.getBytes(StandardCharsets.US_ASCII));
  }
}
