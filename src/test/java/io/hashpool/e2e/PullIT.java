package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import io.hashpool.pull.ScriptedSource;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar asks a scripted source. */
class PullIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String SRI = "sri/0.8.0/";

  @TempDir Path directory;

  @Test
  void hashpoolIsCountedThroughGrowthSilenceAndRestart() throws Exception {
    String recorded = ScriptedSource.recorded("hashpool/metrics.txt");
    try (ScriptedSource pool = ScriptedSource.start()) {
      pool.answer("/api/v1/global", "{\"uptime_secs\":1000}").answer("/metrics", recorded);
      try (Exporter exporter = pull("hashpool=" + pool.base() + "/metrics")) {
        awaitSample(exporter, "hashpool_pool_downstream_shares_total{downstream_id=\"1\"} 40.0");
        assertThat(metrics(exporter))
            .contains("hashpool_pool_shares_total 0.0\n")
            .contains(
                "hashpool_pool_service_info{address=\"127.0.0.1:34260\",service_type=\"Mint\"}")
            .contains("hashpool_pool_downstream_hashrate_hs{downstream_id=\"1\"}")
            .doesNotContain("last_share_at_seconds{downstream_id=\"3\"}");

        // Seven more shares with their quotes.
        String grown =
            recorded.replace("\"1\"} 80\n", "\"1\"} 94\n").replace("\"1\"} 40\n", "\"1\"} 47\n");
        pool.answer("/metrics", grown);
        awaitSample(exporter, "hashpool_pool_shares_total 7.0");

        pool.answer("/metrics", 500, "hashpool_pool_scrape_error 1\n");
        awaitSample(exporter, "hashpool_exporter_feed_up 0.0");
        assertThat(metrics(exporter))
            .doesNotContain("hashpool_pool_downstream_shares_total{")
            .contains("hashpool_pool_shares_total 7.0\n");
        assertThat(Http.get(exporter.url("/health")).statusCode()).isEqualTo(503);

        // It is back as another process, whose miners have ids from 1.
        pool.answer("/api/v1/global", "{\"uptime_secs\":20}");
        pool.answer(
            "/metrics",
            grown.replace("\"1\"} 94\n", "\"1\"} 95\n").replace("\"1\"} 47\n", "\"1\"} 48\n"));
        awaitSample(exporter, "hashpool_exporter_feed_up 1.0");
        // All that the new process shows is new: 47 of miner 1 and 5 of miner 2.
        awaitSample(exporter, "hashpool_pool_shares_total 59.0");
        assertThat(Http.get(exporter.url("/-/ready")).statusCode()).isEqualTo(200);
        assertThat(Http.get(exporter.url("/api/services")).body()).contains("\"Mint\"");
        assertThat(Http.get(exporter.url("/api/connections")).body()).contains("192.0.2.1:50001");
      }
    }
  }

  @Test
  void sriPoolHasItsClientsWithWorkAndRejectionsAndNoQuotes() throws Exception {
    String recorded = ScriptedSource.recorded(SRI + "mode-pool/metrics.txt");
    try (ScriptedSource pool = ScriptedSource.start()) {
      pool.answer("/metrics", recorded).replay("/api/v1/clients", SRI + "mode-pool/clients.json");
      for (int id : new int[] {1, 2, 7}) {
        pool.replay(
            "/api/v1/clients/" + id + "/channels",
            SRI + "mode-pool/client-" + id + "-channels.json");
      }
      try (Exporter exporter = pull("sri=" + pool.base())) {
        awaitSample(exporter, "hashpool_pool_downstream_shares_total{downstream_id=\"1\"} 17.0");
        pool.answer("/metrics", recorded.replace("bob.rig2\"} 7\n", "bob.rig2\"} 9\n"));
        awaitSample(exporter, "hashpool_pool_shares_total 2.0");
        assertThat(metrics(exporter))
            .contains(
                "hashpool_pool_downstream_identity_info{downstream_id=\"7\",user_identity=\"carol\"}")
            .contains(
                "hashpool_pool_downstream_rejected_shares_total{downstream_id=\"7\",reason=\"other\"}"
                    + " 4.0")
            .doesNotContain("quotes_total{")
            .doesNotContain("ehash_mined_total{")
            .doesNotContain("NaN");
      }
    }
  }

  @Test
  void translatorsMinersHaveTheNumbersOfTheirChannels() throws Exception {
    try (ScriptedSource translator = ScriptedSource.start()) {
      replayTranslator(translator, "translator-one-channel-each-1");
      try (Exporter exporter = pull("sri=" + translator.base(), "--pull.identities=hide")) {
        awaitSample(exporter, "hashpool_pool_downstream_shares_total{downstream_id=\"1\"} 50.0");
        replayTranslator(translator, "translator-one-channel-each-2");
        awaitSample(exporter, "hashpool_pool_downstream_shares_total{downstream_id=\"1\"} 60.0");
        assertThat(metrics(exporter))
            .contains("hashpool_pool_downstream_unacknowledged_shares{downstream_id=\"1\"} 19.0\n")
            .contains("hashpool_pool_unacknowledged_shares 19.0\n")
            .contains("hashpool_pool_shares_total 13.0\n")
            .contains("address=\"192.0.2.1\"")
            .doesNotContain("hashpool_pool_downstream_shares_total{downstream_id=\"3\"}")
            .doesNotContain("alice");

        replayTranslator(translator, "translator-aggregated");
        await()
            .atMost(LONG)
            .untilAsserted(
                () ->
                    assertThat(metrics(exporter))
                        .contains("hashpool_pool_downstreams 3.0\n")
                        .doesNotContain("hashpool_pool_downstream_shares_total{"));
        // The channel 1 is new, and its 500 shares are the pool's.
        assertThat(metrics(exporter)).contains("hashpool_pool_shares_total 513.0\n");
      }
    }
  }

  private static void replayTranslator(ScriptedSource translator, String recorded) {
    translator
        .replay("/metrics", SRI + recorded + "/metrics.txt")
        .replay("/api/v1/sv1/clients", SRI + recorded + "/sv1-clients.json")
        .replay("/api/v1/server/channels", SRI + recorded + "/server-channels.json");
  }

  private Exporter pull(String source, String... flags) throws Exception {
    String[] all = new String[flags.length + 5];
    all[0] = "serve";
    all[1] = "--pull=" + source;
    all[2] = "--pull.interval=200ms";
    all[3] = "--pull.refresh=400ms";
    all[4] = "--feed.stale-after=3s";
    System.arraycopy(flags, 0, all, 5, flags.length);
    return Exporter.start(directory, all);
  }

  private static void awaitSample(Exporter exporter, String sample) {
    await().atMost(LONG).untilAsserted(() -> assertThat(metrics(exporter)).contains(sample + "\n"));
  }

  private static String metrics(Exporter exporter) throws Exception {
    return Http.get(exporter.metrics()).body();
  }
}
