package io.hashpool.rules;

import io.hashpool.base.Clocks;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolMeter;
import io.hashpool.stats.PoolStatsRegistry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A pool of Poisson miners in simulated time, recorded by the real registry and scraped into
 * promtool's input series.
 *
 * @param instance the pool's {@code instance} label
 * @param shape which of the three ways in it plays
 * @param sharesPerMinute one miner for each
 */
record SimulatedPool(String instance, Shape shape, List<Double> sharesPerMinute) {

  /** Which samples a scrape has. */
  enum Shape {
    IN_PROCESS,
    FEED,
    STRAIGHT_SCRAPE;

    private static final List<PoolMeter> EVERYWHERE =
        List.of(PoolMeter.DOWNSTREAM_SHARES, PoolMeter.DOWNSTREAM_LAST_SHARE_AT);

    List<PoolMeter> meters() {
      return switch (this) {
        case STRAIGHT_SCRAPE -> EVERYWHERE;
        case FEED -> plus(PoolMeter.DOWNSTREAM_SHARE_INTERVAL);
        case IN_PROCESS ->
            plus(
                PoolMeter.DOWNSTREAM_SHARE_INTERVAL,
                PoolMeter.DOWNSTREAM_CONNECTED_AT,
                PoolMeter.DOWNSTREAM_DIFFICULTY);
      };
    }

    private static List<PoolMeter> plus(PoolMeter... more) {
      List<PoolMeter> all = new ArrayList<>(EVERYWHERE);
      all.addAll(List.of(more));
      return all;
    }

    /** The value of a meter as this way in shows it; hashpool stamps whole seconds. */
    double seen(PoolMeter meter, double value) {
      if (meter != PoolMeter.DOWNSTREAM_LAST_SHARE_AT || this == IN_PROCESS) {
        return value;
      }
      if (Double.isNaN(value)) {
        return this == STRAIGHT_SCRAPE ? 0 : value;
      }
      return Math.floor(value);
    }
  }

  /** What a miner did. */
  record Miner(double sharesPerMinute, long shares) {}

  /** The series of a pool, and what its miners did. */
  record Scraped(List<String> seriesYaml, List<Miner> miners) {}

  /** Runs it: all miners connect in the first minute, and miner 0 falls silent at some time. */
  Scraped run(long seed, Duration scrapeInterval, Duration length, Duration firstFallsSilent) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Miner> miners = new ArrayList<>();
    List<String> series = new ArrayList<>();
    for (int id = 0; id < sharesPerMinute.size(); id++) {
      Duration until = id == 0 ? firstFallsSilent : length;
      miners.add(mine(id, random.split(), scrapeInterval, length, until, series));
    }
    return new Scraped(series, miners);
  }

  private Miner mine(
      int id,
      RandomGenerator random,
      Duration scrapeInterval,
      Duration length,
      Duration until,
      List<String> series) {
    double meanGapMillis = 60_000 / sharesPerMinute.get(id);
    long[] now = {(long) (1000 + random.nextDouble() * 59_000)};
    MeterRegistry meters = new SimpleMeterRegistry();
    PoolStatsRegistry pool =
        PoolStatsRegistry.builder(meters)
            .clock(Clocks.simulated(() -> Instant.ofEpochMilli(now[0])))
            .build();
    String address = "192.0.2." + id + ":40000";
    long connectedAt = now[0];
    DownstreamStats stats =
        pool.registerDownstream(new DownstreamInfo(new DownstreamId(id), address, false));

    Map<PoolMeter, SampleRuns> samples = new EnumMap<>(PoolMeter.class);
    Map<PoolMeter, Meter> found = new EnumMap<>(PoolMeter.class);
    shape.meters().forEach(meter -> samples.put(meter, new SampleRuns()));
    double nextShareAt = connectedAt + random.nextExponential() * meanGapMillis;
    long scrapes = length.dividedBy(scrapeInterval);
    for (long scrape = 0; scrape <= scrapes; scrape++) {
      long scrapeAt = scrape * scrapeInterval.toMillis();
      while (nextShareAt <= scrapeAt && nextShareAt < until.toMillis()) {
        now[0] = (long) nextShareAt;
        stats.recordShare();
        stats.recordWork(1000, 1000);
        nextShareAt += random.nextExponential() * meanGapMillis;
      }
      now[0] = Math.max(now[0], scrapeAt);
      for (PoolMeter meter : shape.meters()) {
        boolean connected = scrapeAt >= connectedAt;
        double value = connected ? read(meters, meter, found) : Double.NaN;
        samples.get(meter).add(connected ? shape.seen(meter, value) : Double.NaN);
      }
    }
    String labels = "job=\"hashpool\",instance=\"" + instance + "\",downstream_id=\"" + id + "\"";
    samples.forEach(
        (meter, runs) -> series.add(yaml(meter.sampleName() + "{" + labels + "}", runs)));
    SampleRuns info = new SampleRuns();
    IntStream.rangeClosed(0, (int) scrapes)
        .forEach(i -> info.add(i * scrapeInterval.toMillis() >= connectedAt ? 1 : Double.NaN));
    series.add(
        yaml(
            PoolMeter.DOWNSTREAM_INFO.sampleName()
                + "{"
                + labels
                + ",address=\""
                + address
                + "\",work_selection=\"false\"}",
            info));
    return new Miner(sharesPerMinute.get(id), stats.totals().shares());
  }

  private static double read(
      MeterRegistry meters, PoolMeter meter, Map<PoolMeter, Meter> alreadyFound) {
    Meter found =
        alreadyFound.computeIfAbsent(meter, m -> meters.find(m.meterName()).meter()); // may be null
    return found == null ? Double.NaN : found.measure().iterator().next().getValue();
  }

  private static String yaml(String series, SampleRuns values) {
    return "      - series: '" + series + "'\n        values: '" + values + "'\n";
  }
}
