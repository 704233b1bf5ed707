package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hashpool.ingest.ChannelReport;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Shares;
import io.hashpool.stats.DeviceInfo;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.RejectReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An SRI pool or job declarator client, by recorded answers of the real server. */
class SriClientsTest {
  private static final String POOL = ScriptedSource.recorded("sri/0.8.0/mode-pool/metrics.txt");

  @Test
  void poolOfVersion08IsReadWhole() throws Exception {
    try (Asking sri = pool()) {
      PoolReport report = sri.poll();
      Map<Long, DownstreamReport> clients = Asking.byId(report);
      assertThat(clients).containsOnlyKeys(1L, 2L, 7L);
      assertThat(clients.get(1L).channels()).containsExactly(1L, 2L);
      assertThat(clients.get(1L).info().address()).isEmpty();
      assertThat(clients.get(1L).detail().userIdentities())
          .containsExactlyInAnyOrder("alice.rig1", "bob.rig2");
      assertThat(clients.get(2L).detail().userIdentities())
          .containsExactly("odd \"quoted\"\\back\nline é");
      ChannelReport first = channels(clients.get(1L)).get(0);
      assertThat(first.accepted()).isEqualTo(10);
      assertThat(first.rejected()).isEqualTo(Map.of(RejectReason.STALE_SHARE, 2L));
      assertThat(first.work()).contains(new ChannelReport.Work(1234.5, 10));
      assertThat(first.bestShare()).hasValue(99);
      assertThat(first.targetDifficulty()).hasValue(1);
      assertThat(first.submitted()).isEmpty();
      ChannelReport last = channels(clients.get(7L)).get(0);
      assertThat(last.rejected())
          .isEqualTo(
              Map.of(
                  RejectReason.DUPLICATE_SHARE, 3L,
                  RejectReason.DIFFICULTY_TOO_LOW, 1L,
                  RejectReason.OTHER, 4L));
      assertThat(last.blocksFound()).isEqualTo(2);
      // The recorded 1.8e308 is no work that anyone has done.
      assertThat(channels(clients.get(2L)).get(0).accepted()).isEqualTo(4294967295L);
      assertThat(channels(clients.get(2L)).get(0).work()).isEmpty();
      assertThat(report.detail().startedAt()).contains(Instant.parse("2025-12-31T23:59:59Z"));
      assertThat(report.detail().upstream()).isEmpty();
      assertThat(report.detail().workIsWhole()).isTrue();
      assertThat(sri.faults()).isEmpty();
    }
  }

  @Test
  void poolOfVersion04HasNoRejections() throws Exception {
    try (Asking sri = Asking.sri()) {
      sri.source().replay("/metrics", "sri/0.4.0/mode-pool/metrics.txt");
      for (int id : new int[] {1, 2, 7}) {
        sri.source()
            .replay(
                "/api/v1/clients/" + id + "/channels",
                "sri/0.4.0/mode-pool/client-" + id + "-channels.json");
      }
      ChannelReport first = channels(Asking.byId(sri.poll()).get(1L)).get(0);
      assertThat(first.accepted()).isEqualTo(10);
      assertThat(first.rejected()).isEmpty();
      assertThat(first.work()).contains(new ChannelReport.Work(1234.5, 10));
    }
  }

  @Test
  void jobDeclaratorClientHasItsClientsForDownstreams() throws Exception {
    try (Asking sri = pool()) {
      sri.source().replay("/metrics", "sri/0.8.0/mode-jdc/metrics.txt");
      PoolReport report = sri.poll();
      assertThat(Asking.byId(report)).containsOnlyKeys(1L, 2L, 7L);
      assertThat(report.detail().upstream()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "minus-inf", "nan"})
  void numbersThatAreNotFiniteAreNotTold(String kind) throws Exception {
    try (Asking sri = Asking.sri()) {
      sri.source().replay("/metrics", "sri/0.8.0/nonfinite/" + kind + "/metrics.txt");
      sri.source()
          .replay("/api/v1/clients/1/channels", "sri/0.8.0/nonfinite/inf/client-1-channels.json");
      ChannelReport channel = channels(Asking.byId(sri.poll()).get(1L)).get(0);
      assertThat(channel.accepted()).isEqualTo(10);
      assertThat(channel.work()).isEmpty();
      assertThat(channel.bestShare()).isEmpty();
      assertThat(sri.faults()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "NaN", "-1", "0.5", ""})
  void badLineCostsItsClientAlone(String value) throws Exception {
    try (Asking sri = pool()) {
      sri.source()
          .answer(
              "/metrics", POOL.replaceAll("(accepted_total\\{.*bob.rig2\"\\}) 7", "$1 " + value));
      PoolReport report = sri.poll();
      assertThat(Asking.byId(report)).containsOnlyKeys(2L, 7L);
      assertThat(report.unreadable()).containsExactly(1L);
      assertThat(sri.faults()).containsExactly(FeedError.BAD_ROW);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "client_id=\"7\", client_id=\"-7\", INVALID_FIELD",
    "sv2_clients_total, sv3_clients_total, WRONG_SOURCE",
    "# TYPE sv2_clients_total gauge, hashpool_pool_info{} 1, WRONG_SOURCE"
  })
  void answerThatCannotBeRightIsRefused(String part, String by, FeedError reason) throws Exception {
    try (Asking sri = pool()) {
      sri.source().answer("/metrics", POOL.replace(part, by));
      assertThat(catchThrowableOfType(PollFailedException.class, sri::poll).reason())
          .isEqualTo(reason);
    }
  }

  @Test
  void identityThatChangesStandsTwiceForAMomentAndCountsOnce() throws Exception {
    try (Asking sri = pool()) {
      String line =
          "sv2_client_shares_accepted_total{channel_id=\"1\",client_id=\"1\",user_identity=";
      sri.source()
          .answer(
              "/metrics",
              POOL.replace(
                  line + "\"alice.rig1\"} 10", line + "\"old\"} 9\n" + line + "\"new\"} 10"));
      DownstreamReport client = Asking.byId(sri.poll()).get(1L);
      assertThat(channels(client)).hasSize(2);
      assertThat(channels(client).get(0).accepted()).isEqualTo(10);
      assertThat(client.detail().userIdentities()).contains("new").doesNotContain("old");
    }
  }

  @Test
  void hiddenIdentitiesAreInNoReport() throws Exception {
    try (Asking sri = pool(new SriOptions(200, false))) {
      assertThat(sri.poll().toString()).doesNotContain("alice").doesNotContain("carol");
    }
  }

  @Test
  void labelsOfIdentityMayBeMissing() throws Exception {
    try (Asking sri = pool()) {
      sri.source().answer("/metrics", POOL.replaceAll(",user_identity=\"[^}]*\"}", "}"));
      DownstreamReport client = Asking.byId(sri.poll()).get(1L);
      assertThat(channels(client)).extracting(ChannelReport::accepted).containsExactly(10L, 7L);
      assertThat(client.detail().userIdentities()).isEmpty();
    }
  }

  @Test
  void clientIsGoneWhenItWasMissingForTwoRefreshes() throws Exception {
    try (Asking sri = pool()) {
      sri.poll();
      sri.source().answer("/metrics", POOL.replaceAll("(?m)^.*client_id=\"7\".*\n", ""));
      sri.source().forget("/api/v1/clients");
      for (int seconds = 0; seconds <= 30; seconds += 5) {
        assertThat(sri.nextPoll().unreadable()).as("after " + seconds).containsExactly(7L);
      }
      PoolReport gone = sri.nextPoll();
      assertThat(gone.unreadable()).isEmpty();
      assertThat(Asking.byId(gone)).containsOnlyKeys(1L, 2L);
    }
  }

  @Test
  void clientThatIsMissingForOneRefreshStays() throws Exception {
    try (Asking sri = pool()) {
      sri.poll();
      sri.source().forget("/api/v1/clients");
      for (int times = 0; times < 5; times++) {
        sri.source().answer("/metrics", POOL.replaceAll("(?m)^.*client_id=\"7\".*\n", ""));
        for (int polls = 0; polls < 4; polls++) {
          assertThat(sri.nextPoll().unreadable()).containsExactly(7L);
        }
        sri.source().answer("/metrics", POOL);
        assertThat(Asking.byId(sri.nextPoll())).containsKey(7L);
      }
    }
  }

  @Test
  void restartForgetsWhoWasMissing() throws Exception {
    try (Asking sri = pool()) {
      sri.source().answer("/metrics", POOL.replace("uptime_seconds 1", "uptime_seconds 1000"));
      sri.poll();
      sri.source().answer("/metrics", POOL.replaceAll("(?m)^.*client_id=\"7\".*\n", ""));
      sri.source().forget("/api/v1/clients");
      PoolReport report = sri.nextPoll();
      assertThat(report.unreadable()).isEmpty();
      assertThat(report.detail().startedAt()).contains(Instant.parse("2025-12-31T23:59:59Z"));
    }
  }

  @Test
  void clientWithoutAChannelIsThereAndItsDeviceIsTold() throws Exception {
    try (Asking sri = pool()) {
      sri.source()
          .answer(
              "/api/v1/clients",
              "{\"offset\":0,\"limit\":100,\"total\":2,\"items\":["
                  + "{\"client_id\":1,\"miner_telemetry\":{\"make\":\"Acme\",\"model\":\"H1\","
                  + "\"firmware_version\":null,\"reported_hashrate_hs\":1e14,"
                  + "\"power_consumption_w\":3200.5,\"average_temperature_c\":-4.0}},"
                  + "{\"client_id\":9,\"miner_telemetry\":null}]}");
      Map<Long, DownstreamReport> clients = Asking.byId(sri.poll());
      assertThat(clients).containsOnlyKeys(1L, 2L, 7L, 9L);
      assertThat(channels(clients.get(9L))).isEmpty();
      assertThat(clients.get(1L).detail().device())
          .contains(
              new DeviceInfo(
                  "Acme",
                  "H1",
                  "",
                  OptionalDouble.of(1e14),
                  OptionalDouble.of(3200.5),
                  OptionalDouble.of(-4)));
      assertThat(clients.get(2L).detail().device()).isEmpty();
    }
  }

  @Test
  void workInTheMetricsTakesThePlaceOfTheRequests() throws Exception {
    try (Asking sri = pool()) {
      sri.source()
          .answer(
              "/metrics",
              POOL.replaceAll(
                  "(?m)^sv2_client_shares_accepted_total(\\{.*\\}) .*$",
                  "$0\nsv2_client_channel_share_work_total$1 512.5"));
      PoolReport report = sri.poll();
      assertThat(channels(Asking.byId(report).get(1L)).get(1).work())
          .contains(new ChannelReport.Work(512.5, 7));
      assertThat(report.detail().workIsWhole()).isTrue();
      assertThat(sri.source().requests()).noneMatch(path -> path.contains("/channels"));
    }
  }

  @Test
  void firstClientsAreAskedAndKeptUntilTheyLeave() throws Exception {
    try (Asking sri = pool(new SriOptions(2, true))) {
      PoolReport first = sri.poll();
      assertThat(first.detail().workIsWhole()).isFalse();
      assertThat(asked(sri)).containsExactlyInAnyOrder(1L, 2L);
      sri.source().answer("/metrics", POOL.replaceAll("(?m)^.*client_id=\"1\".*\n", ""));
      sri.source().forget("/api/v1/clients");
      sri.nextPoll();
      assertThat(asked(sri)).containsExactlyInAnyOrder(1L, 2L, 7L);
    }
  }

  @Test
  void manyClientsAreAskedInTurnEachAtLeastOnceAMinute() throws Exception {
    int clients = 200;
    try (Asking sri = Asking.sri()) {
      sri.source().answer("/metrics", manyClients(clients));
      for (int id = 1; id <= clients; id++) {
        sri.source()
            .answer(
                "/api/v1/clients/" + id + "/channels",
                "{\"limit\":100,\"total_extended\":1,\"total_standard\":0,\"standard_channels\":[],"
                    + "\"extended_channels\":[{\"channel_id\":1,\"shares_accepted\":0}]}");
      }
      assertThat(sri.poll().detail().workIsWhole()).isTrue();
      assertThat(asked(sri)).hasSize(clients);
      sri.source().requests().clear();
      for (int polls = 0; polls < 12; polls++) {
        int before = sri.source().requests().size();
        sri.nextPoll();
        assertThat(sri.source().requests().size() - before).isLessThan(50);
      }
      assertThat(asked(sri)).hasSize(clients);
    }
  }

  @Test
  void apiThatDoesNotAnswerCostsTheWorkAndNotTheShares() throws Exception {
    try (Asking sri = pool()) {
      sri.source().answer("/api/v1/clients/1/channels", 500, "broken");
      PoolReport report = sri.poll();
      assertThat(Asking.byId(report)).containsOnlyKeys(1L, 2L, 7L);
      assertThat(channels(Asking.byId(report).get(1L)).get(0).work()).isEmpty();
      assertThat(report.detail().workIsWhole()).isFalse();
      assertThat(sri.faults()).containsExactly(FeedError.HTTP_STATUS);
    }
  }

  @Test
  void whatWasSaidOfAChannelIsNotSaidOfTheNextUnderItsNumber() throws Exception {
    try (Asking sri = pool()) {
      sri.poll();
      sri.source()
          .answer("/metrics", POOL.replaceAll("(accepted_total\\{.*bob.rig2\"\\}) 7", "$1 2"));
      ChannelReport reopened = channels(Asking.byId(sri.nextPoll()).get(1L)).get(1);
      assertThat(reopened.accepted()).isEqualTo(2);
      assertThat(reopened.work()).isEmpty();
    }
  }

  private static String manyClients(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            id ->
                "sv2_client_shares_accepted_total{channel_id=\"1\",client_id=\"%d\"} 0\n"
                    .formatted(id))
        .collect(
            Collectors.joining("", "sv2_clients_total " + count + "\nsv2_uptime_seconds 9\n", ""));
  }

  private static Set<Long> asked(Asking sri) {
    return sri.source().requests().stream()
        .filter(path -> path.matches("/api/v1/clients/\\d+/channels.*"))
        .map(path -> Long.valueOf(path.split("/")[4]))
        .collect(Collectors.toSet());
  }

  private static List<ChannelReport> channels(DownstreamReport client) {
    return ((Shares.ByChannel) client.shares()).channels();
  }

  private static Asking pool() throws Exception {
    return pool(Asking.SRI);
  }

  private static Asking pool(SriOptions options) throws Exception {
    Asking sri = Asking.sri(options);
    sri.source().answer("/metrics", POOL);
    sri.source().replay("/api/v1/clients", "sri/0.8.0/mode-pool/clients.json");
    for (int id : new int[] {1, 2, 7}) {
      sri.source()
          .replay(
              "/api/v1/clients/" + id + "/channels",
              "sri/0.8.0/mode-pool/client-" + id + "-channels.json");
    }
    return sri;
  }
}
