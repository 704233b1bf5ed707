package io.hashpool.benchmark;

import io.hashpool.base.Clocks;
import io.hashpool.quote.DispatchException;
import io.hashpool.quote.EhashAmount;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.RejectReason;
import io.hashpool.stats.StatsCallback;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A pool whose downstreams have each meter: quotes, work, shares and a rejection. */
final class FilledPool {
  private static final byte[] LOCKING_KEY = lockingKey();

  final PoolStatsRegistry stats;
  final List<DownstreamStats> sessions = new ArrayList<>();

  private final Random random = new Random(1);
  private final SteppingClock clock = new SteppingClock();

  FilledPool(MeterRegistry registry, int downstreams) throws DispatchException {
    this(registry, downstreams, Math.max(1, downstreams));
  }

  FilledPool(MeterRegistry registry, int downstreams, int limit) throws DispatchException {
    stats =
        PoolStatsRegistry.builder(registry)
            .clock(Clocks.simulated(clock))
            .downstreamsLimit(limit)
            .build();
    stats.setListenAddress("0.0.0.0:34254");
    for (int id = 0; id < downstreams; id++) {
      DownstreamStats session = stats.registerDownstream(info(id));
      sessions.add(session);
      mine(session);
    }
  }

  /** Two shares and a rejection, after which a session has each meter there is. */
  void mine(DownstreamStats session) throws DispatchException {
    session.openChannel(1);
    QuoteDispatcher dispatcher =
        QuoteDispatcher.withMinimumDifficulty(32).withCallback(new StatsCallback(session));
    for (int share = 0; share < 2; share++) {
      clock.step(random.nextInt(20_000));
      byte[] hash = new byte[EhashAmount.HASH_BYTES];
      random.nextBytes(hash);
      hash[0] = hash[1] = hash[2] = hash[3] = 0;
      dispatcher.submitQuote(hash, LOCKING_KEY, 1, share);
      session.recordWork(500 + 4000 * random.nextDouble(), 5000 / random.nextDouble());
    }
    session.recordRejection(RejectReason.STALE_SHARE);
  }

  static DownstreamInfo info(int id) {
    String address = "10." + (id >> 16 & 255) + "." + (id >> 8 & 255) + "." + (id & 255) + ":3333";
    return new DownstreamInfo(new DownstreamId(id), address, id % 2 == 0);
  }

  static byte[] lockingKey() {
    byte[] key = new byte[33];
    key[0] = 2;
    return key;
  }

  /** Steps with each share, so that times and gaps differ. */
  private static final class SteppingClock implements InstantSource {
    private long millis = 1_763_925_000_000L;

    void step(int byMillis) {
      // Shares of many downstreams fall into the same minute.
      millis = 1_763_925_000_000L + (millis + byMillis) % 60_000;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public long millis() {
      return millis;
    }
  }
}
