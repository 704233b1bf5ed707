package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hashpool.ingest.ChannelReport;
import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Shares;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.RejectReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An SRI translator, by recorded answers of the real server. */
class SriMinersTest {
  private static final String EACH = "sri/0.8.0/translator-one-channel-each-";
  private static final String AGGREGATED = "sri/0.8.0/translator-aggregated";

  @Test
  void minerHasTheNumbersOfItsOwnUpstreamChannel() throws Exception {
    try (Asking sri = translator(EACH + 1)) {
      Map<Long, DownstreamReport> miners = Asking.byId(sri.poll());
      assertThat(miners).containsOnlyKeys(1L, 2L, 3L);
      DownstreamReport alice = miners.get(1L);
      assertThat(alice.info().address()).isEqualTo("192.0.2.1");
      assertThat(alice.detail().userIdentities()).containsExactly("alice.rig1");
      assertThat(channels(alice)).hasSize(1);
      assertThat(channels(alice).get(0).accepted()).isEqualTo(50);
      ChannelReport bob = channels(miners.get(2L)).get(0);
      assertThat(bob.accepted()).isEqualTo(8);
      assertThat(bob.submitted()).hasValue(9);
      assertThat(bob.rejected()).isEqualTo(Map.of(RejectReason.STALE_SHARE, 1L));
      assertThat(bob.work()).contains(new ChannelReport.Work(8000, 8));
      // carol has no channel yet.
      assertThat(channels(miners.get(3L))).isEmpty();

      replay(sri, EACH + 2);
      PoolReport later = sri.nextPoll();
      ChannelReport grown = channels(Asking.byId(later).get(1L)).get(0);
      assertThat(grown.accepted()).isEqualTo(60);
      assertThat(grown.submitted()).hasValue(80);
      assertThat(later.detail().upstream().orElseThrow())
          .extracting(ChannelReport::accepted)
          .containsExactlyInAnyOrder(60L, 11L);
      assertThat(sri.faults()).isEmpty();
    }
  }

  @Test
  void minersThatShareAChannelHaveUnknownSharesAndThePoolHasThoseOfTheChannel() throws Exception {
    try (Asking sri = translator(AGGREGATED)) {
      PoolReport report = sri.poll();
      assertThat(report.downstreams())
          .hasSize(3)
          .allSatisfy(miner -> assertThat(miner.shares()).isEqualTo(new Shares.Unknown()));
      assertThat(report.detail().upstream().orElseThrow())
          .extracting(ChannelReport::accepted)
          .containsExactly(500L);
    }
  }

  @Test
  void verdictChangesWhenTwoRefreshesSpeakAgainstIt() throws Exception {
    try (Asking sri = translator(EACH + 1)) {
      sri.poll();
      replay(sri, AGGREGATED);
      for (int polls = 0; polls < 4; polls++) {
        assertThat(sri.nextPoll().downstreams())
            .noneMatch(miner -> miner.shares() instanceof Shares.Unknown);
      }
      assertThat(sri.nextPoll().downstreams())
          .allMatch(miner -> miner.shares() instanceof Shares.Unknown);
    }
  }

  @Test
  void answersOfDifferentMomentsDoNotChangeTheVerdict() throws Exception {
    try (Asking sri = translator(EACH + 1)) {
      sri.poll();
      for (int times = 0; times < 5; times++) {
        // A miner that just opened its channel is listed before the channel is.
        sri.source()
            .answer(
                "/api/v1/sv1/clients",
                ScriptedSource.recorded(EACH + 1 + "/sv1-clients.json")
                    .replace("\"channel_id\":null", "\"channel_id\":13"));
        for (int polls = 0; polls < 3; polls++) {
          assertThat(channels(Asking.byId(sri.nextPoll()).get(1L))).hasSize(1);
        }
        replay(sri, EACH + 1);
        sri.nextPoll();
      }
    }
  }

  @Test
  void twoMinersThatNameOneChannelShareIt() throws Exception {
    try (Asking sri = translator(EACH + 1)) {
      sri.source()
          .answer(
              "/api/v1/sv1/clients",
              ScriptedSource.recorded(EACH + 1 + "/sv1-clients.json")
                  .replace("\"channel_id\":12", "\"channel_id\":11"));
      assertThat(sri.poll().downstreams())
          .allMatch(miner -> miner.shares() instanceof Shares.Unknown);
    }
  }

  @Test
  void hashpoolsTranslatorTellsWhatEachMinerSubmittedWhereNoChannelDoes() throws Exception {
    try (Asking sri = Asking.sri()) {
      sri.source().replay("/metrics", "sri/0.4.0/mode-translator/metrics.txt");
      sri.source()
          .answer(
              "/api/v1/sv1/clients",
              ScriptedSource.recorded("sri/0.4.0/mode-translator/sv1-clients.json")
                  .replace(
                      "\"client_id\":1,",
                      "\"client_id\":1,\"shares_submitted\":42,\"connected_at_secs\":1767225600,"
                          + "\"peer_address\":\"192.0.2.1:50123\",\"hashrate_5min\":987654321098.7,"));
      DownstreamReport miner = Asking.byId(sri.poll()).get(1L);
      assertThat(miner.shares()).isEqualTo(new Shares.Totals(new DownstreamTotals(42, 0, 0)));
      assertThat(miner.info().address()).isEqualTo("192.0.2.1:50123");
      assertThat(miner.detail().hashrate()).hasValue(987654321098.7);
      assertThat(miner.detail().userIdentities()).containsExactly("alice.rig1");
    }
  }

  @Test
  void workOfVersion04IsTheSumThatItTells() throws Exception {
    try (Asking sri = translator("sri/0.4.0/mode-translator")) {
      ChannelReport channel =
          sri.poll().detail().upstream().orElseThrow().stream()
              .filter(c -> c.id() == 11)
              .findFirst()
              .orElseThrow();
      assertThat(channel.work()).contains(new ChannelReport.Work(777.25, 50));
      assertThat(channel.submitted()).hasValue(55);
      assertThat(channel.blocksFound()).isEqualTo(1);
    }
  }

  @Test
  void minerThatIsOnNoPageIsThereUntilTheServerSaysOtherwise() throws Exception {
    try (Asking sri = Asking.sri()) {
      sri.source().replay("/metrics", EACH + 1 + "/metrics.txt");
      int miners = 250;
      pages(sri, IntStream.rangeClosed(1, miners).boxed().toList());
      channels(sri, miners);
      assertThat(sri.poll().downstreams()).hasSize(miners);

      // The order changed between two pages: one came twice, and 250 not at all.
      List<Integer> shuffled =
          IntStream.rangeClosed(1, miners).map(id -> id == 250 ? 1 : id).boxed().toList();
      pages(sri, shuffled);
      sri.source().answer("/api/v1/sv1/clients/250", miner(250));
      for (int polls = 0; polls < 10; polls++) {
        assertThat(Asking.byId(sri.nextPoll())).hasSize(miners).containsKey(250L);
      }

      sri.source().forget("/api/v1/sv1/clients/250");
      for (int polls = 0; polls < 7; polls++) {
        assertThat(sri.nextPoll().unreadable()).containsExactly(250L);
      }
      assertThat(sri.nextPoll().unreadable()).isEmpty();
    }
  }

  @Test
  void minerThatCannotBeAskedForStays() throws Exception {
    try (Asking sri = translator(EACH + 1)) {
      sri.poll();
      sri.source()
          .answer("/api/v1/sv1/clients", "{\"offset\":0,\"limit\":100,\"total\":0,\"items\":[]}");
      for (int id = 1; id <= 3; id++) {
        sri.source().answer("/api/v1/sv1/clients/" + id, 503, "busy");
      }
      for (int polls = 0; polls < 20; polls++) {
        assertThat(sri.nextPoll().unreadable()).containsExactlyInAnyOrder(1L, 2L, 3L);
      }
      assertThat(sri.faults()).hasSize(20).containsOnly(FeedError.HTTP_STATUS);
    }
  }

  @Test
  void badRowCostsItsMinerAloneAndABadChannelTheMinerOnIt() throws Exception {
    try (Asking sri = translator(EACH + 1)) {
      sri.source()
          .answer(
              "/api/v1/sv1/clients",
              ScriptedSource.recorded(EACH + 1 + "/sv1-clients.json")
                  .replace("\"channel_id\":11", "\"channel_id\":-11"));
      sri.source()
          .answer(
              "/api/v1/server/channels",
              ScriptedSource.recorded(EACH + 1 + "/server-channels.json")
                  .replace("\"shares_acknowledged\":8", "\"shares_acknowledged\":null"));
      PoolReport report = sri.poll();
      assertThat(report.unreadable()).containsExactlyInAnyOrder(1L, 2L);
      assertThat(Asking.byId(report)).containsOnlyKeys(3L);
      assertThat(sri.faults()).containsExactly(FeedError.BAD_ROW, FeedError.BAD_ROW);
    }
  }

  @Test
  void answerThatCannotBeRightIsRefused() throws Exception {
    try (Asking sri = translator(EACH + 1)) {
      String miners = ScriptedSource.recorded(EACH + 1 + "/sv1-clients.json");
      Map.of(
              miners.replace("\"client_id\":2", "\"client_id\":1"),
              FeedError.DUPLICATE_ID,
              miners.replace("\"client_id\":2", "\"client_id\":\"x\""),
              FeedError.INVALID_FIELD,
              miners.replace("\"items\"", "\"rows\""),
              FeedError.MISSING_FIELD,
              miners.substring(0, miners.length() / 2),
              FeedError.NOT_JSON,
              "[]",
              FeedError.NOT_JSON)
          .forEach(
              (answer, reason) -> {
                sri.source().answer("/api/v1/sv1/clients", answer);
                assertThat(catchThrowableOfType(PollFailedException.class, sri::poll).reason())
                    .isEqualTo(reason);
              });
    }
  }

  private static void pages(Asking sri, List<Integer> ids) {
    for (int offset = 0; offset < ids.size(); offset += 100) {
      List<Integer> page = ids.subList(offset, Math.min(ids.size(), offset + 100));
      sri.source()
          .answer(
              "/api/v1/sv1/clients?offset=" + offset + "&limit=100",
              page.stream()
                  .map(SriMinersTest::miner)
                  .collect(
                      Collectors.joining(
                          ",",
                          "{\"offset\":%d,\"limit\":100,\"total\":%d,\"items\":["
                              .formatted(offset, ids.size()),
                          "]}")));
    }
  }

  private static void channels(Asking sri, int count) {
    for (int offset = 0; offset < count; offset += 100) {
      sri.source()
          .answer(
              "/api/v1/server/channels?offset=" + offset + "&limit=100",
              IntStream.rangeClosed(offset + 1, Math.min(count, offset + 100))
                  .mapToObj(
                      id -> "{\"channel_id\":%d,\"shares_acknowledged\":%d}".formatted(id, id))
                  .collect(
                      Collectors.joining(
                          ",",
                          "{\"limit\":100,\"total_extended\":"
                              + count
                              + ",\"total_standard\":0,\"standard_channels\":[],"
                              + "\"extended_channels\":[",
                          "]}")));
    }
  }

  private static String miner(int id) {
    return "{\"client_id\":%1$d,\"channel_id\":%1$d,\"connection_ip\":\"192.0.2.1\"}".formatted(id);
  }

  private static List<ChannelReport> channels(DownstreamReport miner) {
    return ((Shares.ByChannel) miner.shares()).channels();
  }

  private static Asking translator(String recorded) throws Exception {
    Asking sri = Asking.sri();
    replay(sri, recorded);
    return sri;
  }

  private static void replay(Asking sri, String recorded) {
    sri.source().replay("/metrics", recorded + "/metrics.txt");
    sri.source().replay("/api/v1/sv1/clients", recorded + "/sv1-clients.json");
    sri.source().replay("/api/v1/server/channels", recorded + "/server-channels.json");
  }
}
