package io.hashpool.pool;

import io.hashpool.base.Clocks;
import io.hashpool.quote.LockingKey;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A pool at easy targets, with a clock that stands, and what it takes to mine for it. */
final class PoolFixture {
  static final byte[] KEY = key();

  /** A share in sixteen hashes. */
  static final Target EASIEST = Target.ofExpectedHashes(16);

  /** A block in a thousand. */
  private static final int NETWORK = Target.ofExpectedHashes(1000).toCompact();

  static final Tip TIP = tip(1);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ManualClock clock = new ManualClock();
  final PoolStatsRegistry stats = PoolStatsRegistry.builder(meters).clock(clock.clocks()).build();
  final List<BlockHeader> blocks = new ArrayList<>();
  final Pool pool;

  PoolFixture() {
    this(PoolConfig.DEFAULT_SHARES_REMEMBERED);
  }

  PoolFixture(int sharesRemembered) {
    pool =
        new Pool(
            new PoolConfig(6, EASIEST, sharesRemembered),
            template(TIP),
            blocks::add,
            stats,
            QuoteDispatcher.withMinimumDifficulty(2),
            clock.clocks());
  }

  /** A clock that moves when told to, and that can be set. */
  static final class ManualClock implements InstantSource {
    private Instant now = Instant.ofEpochSecond(1_730_000_000);
    private long nanos;

    Clocks clocks() {
      return new Clocks(this, this::nanos);
    }

    private synchronized long nanos() {
      return nanos;
    }

    @Override
    public synchronized Instant instant() {
      return now;
    }

    synchronized void advance(Duration duration) {
      now = now.plus(duration);
      nanos += duration.toNanos();
    }

    synchronized void step(Duration by) {
      now = now.plus(by);
    }
  }

  Downstream connect() {
    return pool.connect("192.0.2.1:40000", false);
  }

  static ChannelRequest request() {
    return new ChannelRequest(0, KEY);
  }

  DownstreamStats statsOf(Downstream downstream) {
    return stats.getStats(downstream.info().id()).orElseThrow();
  }

  double poolTotal(String meterName) {
    return meters.find(meterName).functionCounters().stream().mapToDouble(c -> c.count()).sum();
  }

  static Tip tip(int number) {
    Hash256 previous = Hash256.doubleSha256(new byte[] {(byte) number});
    return new Tip(previous, NETWORK, 1_729_999_000);
  }

  static BlockTemplate template(Tip tip) {
    return template(tip, "pool");
  }

  static BlockTemplate template(Tip tip, String signature) {
    return new BlockTemplate(
        tip,
        0x20000000,
        new Coinbase(signature.getBytes(), new byte[] {1}),
        MerklePath.of(List.of(Hash256.doubleSha256(signature.getBytes()))));
  }

  /** A share that counts but is no block; each number gives another. */
  static ExtendedShare mine(ExtendedChannel channel, int number) {
    ExtendedJob job = channel.currentJob();
    return search(
        channel,
        number,
        hash -> job.target().isMetBy(hash) && !job.tip().networkTarget().isMetBy(hash));
  }

  static ExtendedShare mineBlock(ExtendedChannel channel) {
    return search(channel, 0, channel.currentJob().tip().networkTarget()::isMetBy);
  }

  static ExtendedShare mineTooEasy(ExtendedChannel channel) {
    return search(channel, 0, hash -> !channel.currentJob().target().isMetBy(hash));
  }

  private static ExtendedShare search(
      ExtendedChannel channel, int number, Predicate<Hash256> wanted) {
    ExtendedJob job = channel.currentJob();
    byte[] extranonce = new byte[job.extranonceSize()];
    extranonce[0] = (byte) number;
    extranonce[1] = (byte) (number >> 8);
    for (int nonce = 0; ; nonce++) {
      ExtendedShare share =
          new ExtendedShare(
              channel.id(),
              number,
              job.id(),
              nonce,
              job.tip().minTime(),
              job.version(),
              Extranonce.of(extranonce));
      if (wanted.test(job.header(share).hash())) {
        return share;
      }
    }
  }

  static StandardShare mine(StandardChannel channel) {
    StandardJob job = channel.currentJob();
    for (int nonce = 0; ; nonce++) {
      StandardShare share =
          new StandardShare(channel.id(), 0, job.id(), nonce, job.tip().minTime(), job.version());
      if (job.target().isMetBy(job.header(share).hash())) {
        return share;
      }
    }
  }

  private static byte[] key() {
    byte[] key = new byte[LockingKey.BYTES];
    key[0] = 2;
    return key;
  }
}
