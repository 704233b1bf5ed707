package io.hashpool.benchmark;

import io.hashpool.exposition.RegistryExposition;
import io.hashpool.quote.DispatchException;
import io.hashpool.quote.EhashAmount;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.RejectReason;
import io.hashpool.stats.StatsCallback;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a share costs in the pool's share handler, all threads on one downstream, beside the bare
 * adders and stores that the same outcome can't do without.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
  private static final double TARGET = 4096;
  private static final double REACHED = 5000;

  private final byte[] hash = new byte[EhashAmount.HASH_BYTES];
  private final byte[] lockingKey = FilledPool.lockingKey();

  private PoolStatsRegistry pool;
  private DownstreamStats session;
  private QuoteDispatcher dispatcher;

  // The same, bare.
  private final LongAdder shares = new LongAdder();
  private final LongAdder poolShares = new LongAdder();
  private final LongAdder quotes = new LongAdder();
  private final LongAdder poolQuotes = new LongAdder();
  private final LongAdder ehash = new LongAdder();
  private final LongAdder poolEhash = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder poolRejected = new LongAdder();
  private final DoubleAdder difficulty = new DoubleAdder();
  private final DoubleAdder difficultySquared = new DoubleAdder();
  private final DoubleAdder poolDifficulty = new DoubleAdder();
  private final AtomicLong lastShareAt = new AtomicLong();
  private final AtomicLong interval = new AtomicLong();

  /** One downstream that has had shares of every outcome. */
  @Setup
  public void connect() throws DispatchException {
    hash[4] = 15;
    hash[5] = -1;
    RegistryExposition exposition =
        new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.builder().build());
    pool = new PoolStatsRegistry(exposition.registry());
    session = pool.registerDownstream(FilledPool.info(7));
    dispatcher = QuoteDispatcher.withMinimumDifficulty(32).withCallback(new StatsCallback(session));
    acceptedStandard();
    acceptedExtended();
    rejected();
  }

  /** An accepted share of a standard channel, and its work. */
  @Benchmark
  public void acceptedStandard() {
    session.recordShare();
    session.recordWork(TARGET, REACHED);
  }

  /** Its clock, stamp, mean gap and adders. */
  @Benchmark
  public void acceptedStandardBare() {
    shareBare();
    workBare();
  }

  /** An accepted share of an extended channel: its quote, and its work. */
  @Benchmark
  public EhashAmount acceptedExtended() throws DispatchException {
    EhashAmount amount = dispatcher.submitQuote(hash, lockingKey, 1, 1);
    session.recordWork(TARGET, REACHED);
    return amount;
  }

  /** Its amount, clock, stamp, mean gap and adders. */
  @Benchmark
  public EhashAmount acceptedExtendedBare() {
    EhashAmount amount = EhashAmount.of(hash, 32);
    shareBare();
    quotes.increment();
    poolQuotes.increment();
    ehash.add(amount.units());
    poolEhash.add(amount.units());
    workBare();
    return amount;
  }

  /** A rejected share. */
  @Benchmark
  public void rejected() {
    session.recordRejection(RejectReason.STALE_SHARE);
  }

  /** Its adders. */
  @Benchmark
  public void rejectedBare() {
    rejected.increment();
    poolRejected.increment();
  }

  private void shareBare() {
    long now = System.nanoTime();
    long before = lastShareAt.getAndSet(now);
    long mean;
    do {
      mean = interval.get();
    } while (!interval.compareAndSet(mean, mean + ((now - before) - mean) / 128));
    shares.increment();
    poolShares.increment();
  }

  private void workBare() {
    difficulty.add(TARGET);
    difficultySquared.add(TARGET * TARGET);
    poolDifficulty.add(TARGET);
  }
}
