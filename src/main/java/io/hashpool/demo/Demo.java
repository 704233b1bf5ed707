package io.hashpool.demo;

import io.hashpool.base.Clocks;
import io.hashpool.base.DaemonThreads;
import io.hashpool.pool.BlockHeader;
import io.hashpool.pool.Pool;
import io.hashpool.pool.PoolConfig;
import io.hashpool.pool.Target;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.quote.QuoteSink;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.ServiceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reference pool with simulated miners that really hash, in this process. It has two daemon
 * threads: one for all miners, one that hands quotes over to a mint in this process.
 *
 * <p>{@link #close} may be called from any thread and ends within a second. The caller closes the
 * statistics.
 */
public final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  /** Hashes per second of all miners together; a few percent of a core. */
  private static final double HASH_BUDGET = 150_000;

  /**
   * The slow miner finds this part of the wanted shares, as the easiest target is too hard for it.
   */
  private static final double SLOW_SHARE_RATIO = 1.0 / 6;

  private static final int QUOTES_WAITING = 1_024;
  private static final long TICK_MILLIS = 50;
  private static final long RETARGET_MILLIS = 1_000;
  private static final long NEW_TEMPLATE_MILLIS = 20_000;
  private static final Duration FIRST_OTHER_BLOCK = Duration.ofSeconds(8);

  /** The pool finds one in this many of the network's blocks. */
  private static final int BLOCKS_OF_NETWORK = 4;

  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(300);
  private static final String LISTEN_ADDRESS = "203.0.113.10:34254";
  private static final List<PoolService> SERVICES =
      List.of(
          new PoolService(ServiceType.POOL, LISTEN_ADDRESS),
          new PoolService(ServiceType.MINT, "203.0.113.11:34260"),
          new PoolService(ServiceType.JOB_DECLARATOR, "203.0.113.12:34264"));

  private final Clocks clocks = Clocks.system();
  private final SplittableRandom random;
  private final double otherBlockMillis;
  private final DemoNode node;
  private final QuoteSink sink;
  private final Pool pool;
  private final List<DemoMiner> miners = new ArrayList<>();
  private final ScheduledExecutorService scheduler;

  private long retargetAt;
  private long newTemplateAt;
  private long otherBlockAt;

  /** Connects the miners and starts them. */
  public static Demo start(DemoOptions options, PoolStatsRegistry stats) {
    Demo demo = new Demo(options, stats);
    demo.scheduler.scheduleWithFixedDelay(
        DaemonThreads.guarded(demo::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    LOG.atInfo()
        .addKeyValue("miners", options.miners())
        .addKeyValue("shares_per_minute", options.sharesPerMinute())
        .addKeyValue("silent_after", options.silentAfter())
        .addKeyValue("reconnect_every", options.reconnectEvery())
        .addKeyValue("block_interval", options.blockInterval())
        .log("demo started");
    return demo;
  }

  private Demo(DemoOptions options, PoolStatsRegistry stats) {
    random = new SplittableRandom(options.seed());
    Fleet fleet = Fleet.of(options.miners(), HASH_BUDGET, random.split());
    double blockSeconds = options.blockInterval().toMillis() / 1e3;
    Target network = Target.ofExpectedHashes(fleet.hashrate() * blockSeconds);
    node = new DemoNode(network, random.split(), clocks.wall());
    sink = new QuoteSink(new DemoMint(), QUOTES_WAITING, stats);

    double slowPerSecond = options.sharesPerMinute() / 60 * SLOW_SHARE_RATIO;
    double fewestHashes = Math.max(1, fleet.slowHashrate() / slowPerSecond);
    // The easiest share is then worth one unit of ehash.
    int minimumDifficulty = Math.getExponent(fewestHashes);
    pool =
        new Pool(
            new PoolConfig(options.sharesPerMinute(), Target.ofExpectedHashes(fewestHashes)),
            node.newTemplate(),
            this::submitBlock,
            stats,
            QuoteDispatcher.withMinimumDifficulty(minimumDifficulty).withSink(sink),
            clocks);
    stats.setListenAddress(LISTEN_ADDRESS);
    stats.setServices(SERVICES);

    long now = clocks.steadyMillis();
    otherBlockMillis = blockSeconds * 1000 / (BLOCKS_OF_NETWORK - 1);
    otherBlockAt = now + Math.min(FIRST_OTHER_BLOCK.toMillis(), (long) otherBlockMillis);
    newTemplateAt = now + NEW_TEMPLATE_MILLIS;
    retargetAt = now + RETARGET_MILLIS;
    Addresses addresses = new Addresses();
    for (Fleet.Member member : fleet.members()) {
      miners.add(
          new DemoMiner(
              pool,
              node,
              options,
              member.behaviour(),
              member.hashrate(),
              miners.size(),
              addresses,
              random.split(),
              clocks));
    }
    scheduler = DaemonThreads.scheduler("hashpool-demo");
  }

  private void tick() {
    keepTime();
    miners.removeIf(miner -> !tick(miner));
  }

  private void keepTime() {
    try {
      keepTime(clocks.steadyMillis());
    } catch (RuntimeException e) {
      LOG.error("demo failed", e);
    }
  }

  private static boolean tick(DemoMiner miner) {
    try {
      miner.tick();
      return true;
    } catch (RuntimeException e) {
      // Remove it, or it would fail again at each tick.
      LOG.error("demo miner failed, disconnecting it", e);
      miner.disconnect();
      return false;
    }
  }

  private void keepTime(long now) {
    if (now >= otherBlockAt) {
      otherBlockAt = now + (long) (-Math.log(1 - random.nextDouble()) * otherBlockMillis);
      node.otherBlock();
      newTemplate(now);
    } else if (now >= newTemplateAt) {
      newTemplate(now);
    }
    if (now >= retargetAt) {
      retargetAt = now + RETARGET_MILLIS;
      pool.retarget();
    }
  }

  private void submitBlock(BlockHeader header) {
    if (node.submitBlock(header)) {
      newTemplate(clocks.steadyMillis());
    }
  }

  private void newTemplate(long now) {
    newTemplateAt = now + NEW_TEMPLATE_MILLIS;
    pool.update(node.newTemplate());
  }

  /** Disconnects the miners and stops both threads. A second call does nothing. */
  @Override
  public void close() {
    scheduler.shutdownNow();
    try {
      scheduler.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pool.close();
    sink.close(CLOSE_PATIENCE);
  }
}
