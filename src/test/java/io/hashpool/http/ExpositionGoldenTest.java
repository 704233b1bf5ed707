package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.quote.EhashAmount;
import io.hashpool.quote.QuoteFailure;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.PoolMeter;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.RejectReason;
import io.hashpool.stats.ServiceType;
import io.hashpool.stats.StatsCallback;
import io.hashpool.stats.StatsFixture;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a scrape of a known pool looks like, to the byte. Run with {@code -Dgolden.update=true} to
 * write the file anew, and read the difference.
 */
class ExpositionGoldenTest {
  private static final String GOLDEN = "pool.prom";

  private final StatsFixture clock = new StatsFixture();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PoolStatsRegistry registry =
      PoolStatsRegistry.builder(meters).clock(clock.clocks()).build();

  @Test
  void scrapeOfAKnownPoolIsTheGoldenFile() throws Exception {
    mine();
    String scrape = meters.scrape();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(Path.of("src/test/resources/io/hashpool/http", GOLDEN), scrape);
    }
    assertThat(scrape).isEqualTo(golden());
  }

  @Test
  void everyMeterOfAPoolInTheCatalogueIsInItUnderItsNameWithItsTypeAndLabels() throws Exception {
    String golden = golden();
    for (PoolMeter meter : PoolMeter.values()) {
      if (!meter.isShownInProcess()) {
        continue; // held by FeedStatsTest, and by the tests of the sources that tell it
      }
      String name = meter.sampleName();
      assertThat(golden).contains("# TYPE " + name + " " + meter.kind().prometheusType() + "\n");
      assertThat(golden).contains("# HELP " + name + " " + meter.help() + "\n");
      for (String label : meter.labels()) {
        assertThat(golden).containsPattern("(?m)^" + name + "\\{[^\\n]*\\b" + label + "=\"");
      }
    }
  }

  private void mine() {
    registry.setListenAddress("0.0.0.0:34254");
    registry.setServices(
        List.of(
            new PoolService(ServiceType.POOL, "0.0.0.0:34254"),
            new PoolService(ServiceType.MINT, "127.0.0.1:34260")));
    registry.recordShareValidation(30_000);
    registry.recordBlockFound();
    registry.onQuoteFailed(QuoteFailure.MINT_ERROR);

    DownstreamStats miner =
        registry.registerDownstream(
            new DownstreamInfo(new DownstreamId(7), "192.0.2.7:50007", false));
    registry.registerDownstream(
        new DownstreamInfo(new DownstreamId(4_294_967_295L), "evil\"\\\n} 1", true));
    miner.openChannel(1);
    byte[] hash = new byte[EhashAmount.HASH_BYTES];
    hash[5] = 1;
    StatsCallback callback = new StatsCallback(miner);
    for (int share = 0; share < 3; share++) {
      clock.pass(Duration.ofMillis(2500));
      callback.onQuoteCreated(1, EhashAmount.of(hash, 40));
      miner.recordWork(0.5, 32768.25);
    }
    miner.recordRejection(RejectReason.DUPLICATE_SHARE);
    DownstreamStats gone =
        registry.registerDownstream(
            new DownstreamInfo(new DownstreamId(8), "192.0.2.8:50008", true));
    gone.recordShare();
    gone.close();
  }

  private static String golden() throws IOException, URISyntaxException {
    try (InputStream in = ExpositionGoldenTest.class.getResourceAsStream(GOLDEN)) {
      assertThat(in).as(GOLDEN).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
