package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Shares;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.ServiceType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashpoolDialectTest {
  private static final String RECORDED = ScriptedSource.recorded("hashpool/metrics.txt");

  @Test
  void recordedAnswerOfHashpoolIsReadWhole() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      PoolReport report = hashpool.poll();
      assertThat(report.listenAddress()).isEqualTo("0.0.0.0:34254");
      assertThat(report.services())
          .containsExactly(
              new PoolService(ServiceType.POOL, "0.0.0.0:34254"),
              new PoolService(ServiceType.MINT, "127.0.0.1:34260"),
              new PoolService(ServiceType.JOB_DECLARATOR, "127.0.0.1:34264"));
      Map<Long, DownstreamReport> rows = Asking.byId(report);
      assertThat(rows).containsOnlyKeys(1L, 2L, 3L);
      DownstreamReport first = rows.get(1L);
      assertThat(first.info().address()).isEqualTo("192.0.2.1:50001");
      assertThat(first.info().workSelection()).isTrue();
      assertThat(first.shares())
          .isEqualTo(new Shares.Totals(new DownstreamTotals(80, 40, 12800), 40));
      assertThat(first.lastShareAt()).isEqualTo(OptionalLong.of(1795644634));
      assertThat(first.detail().hashrate()).hasValue(2863311530666.6665);
      // 3 shares with a quote and 2 of a standard channel.
      assertThat(rows.get(2L).shares())
          .isEqualTo(new Shares.Totals(new DownstreamTotals(8, 3, 48), 5));
      assertThat(rows.get(3L).lastShareAt()).isEmpty();
      assertThat(report.detail().startedAt()).contains(Instant.parse("2025-12-31T23:59:58Z"));
      assertThat(report.unreadable()).isEmpty();
      assertThat(hashpool.faults()).isEmpty();
    }
  }

  @Test
  void mendedHashpoolHasItsSharesAsTheyAre() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.SHARES)) {
      assertThat(Asking.byId(hashpool.poll()).get(1L).shares())
          .isEqualTo(new Shares.Totals(new DownstreamTotals(80, 40, 12800), 80));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hashpool_pool_downstream_shares_total{downstream_id=\"2\"} 8, NaN",
    "hashpool_pool_downstream_quotes_total{downstream_id=\"2\"} 3, -3",
    "hashpool_pool_downstream_ehash_mined_total{downstream_id=\"2\"} 48, ",
    "hashpool_pool_downstream_last_share_at_seconds{downstream_id=\"2\"} 1795644634, soon"
  })
  void badLineCostsItsDownstreamAlone(String line, String value) throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      String sample = line.substring(0, line.indexOf('}') + 1);
      serve(hashpool, RECORDED.replace(line, sample + " " + (value == null ? "" : value)));
      PoolReport report = hashpool.poll();
      assertThat(Asking.byId(report)).containsOnlyKeys(1L, 3L);
      assertThat(report.unreadable()).containsExactly(2L);
      assertThat(hashpool.faults()).containsExactly(FeedError.BAD_ROW);
    }
  }

  @Test
  void lineThatIsMissingCostsItsDownstreamAlone() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      serve(hashpool, RECORDED.replaceAll(".*shares_total\\{downstream_id=\"2\".*\n", ""));
      assertThat(hashpool.poll().unreadable()).containsExactly(2L);
      serve(hashpool, RECORDED.replaceAll(".*_info\\{downstream_id=\"2\".*\n", ""));
      assertThat(hashpool.poll().unreadable()).containsExactly(2L);
      assertThat(hashpool.faults()).containsExactly(FeedError.BAD_ROW, FeedError.BAD_ROW);
    }
  }

  @Test
  void downstreamThatHasNoNumbersYetIsNoFault() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      serve(
          hashpool,
          RECORDED.replaceAll(
              "hashpool_pool_downstream_(?!info)\\w+\\{downstream_id=\"2\".*\n", ""));
      assertThat(hashpool.poll().unreadable()).containsExactly(2L);
      assertThat(hashpool.faults()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "inf", "-1", "1e300", "soon"})
  void hashrateThatCannotBeIsNotTold(String hashrate) throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      serve(hashpool, RECORDED.replace("2863311530666.6665", hashrate));
      PoolReport report = hashpool.poll();
      DownstreamReport row = Asking.byId(report).get(1L);
      if (hashrate.equals("soon")) {
        assertThat(report.unreadable()).containsExactly(1L);
      } else {
        assertThat(row.detail().hashrate()).isEmpty();
      }
    }
  }

  @Test
  void unknownServiceCostsItself() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      serve(hashpool, RECORDED.replace("\"Mint\"", "\"Bakery\""));
      PoolReport report = hashpool.poll();
      assertThat(report.services()).hasSize(2);
      assertThat(report.downstreams()).hasSize(3);
      assertThat(hashpool.faults()).containsExactly(FeedError.BAD_ROW);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "downstream_id=\"2\", downstream_id=\"x\", INVALID_FIELD",
    "downstream_id=\"2\", downstream_id=\"1\", DUPLICATE_ID",
    "hashpool_pool_info, other_pool_info, WRONG_SOURCE",
    "# TYPE hashpool_pool_info gauge, sv2_uptime_seconds 7, WRONG_SOURCE",
    "# TYPE hashpool_pool_info gauge, hashpool_exporter_build_info{} 1, WRONG_SOURCE"
  })
  void answerThatCannotBeRightIsRefused(String part, String by, FeedError reason) throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      serve(hashpool, RECORDED.replace(part, by));
      assertThat(failure(hashpool)).isEqualTo(reason);
    }
  }

  @Test
  void answerThatEndsInTheMiddleOfALineIsRefused() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      serve(hashpool, RECORDED.stripTrailing());
      assertThat(failure(hashpool)).isEqualTo(FeedError.CUT_LINE);
    }
  }

  @Test
  void poolThatCannotReadItsOwnNumbersIsAFailedPoll() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      hashpool.source().answer("/metrics", 500, "hashpool_pool_scrape_error 1\n");
      assertThatThrownBy(hashpool::poll)
          .hasMessageContaining("500")
          .hasMessageContaining("hashpool_pool_scrape_error 1");
      assertThat(failure(hashpool)).isEqualTo(FeedError.HTTP_STATUS);
    }
  }

  @Test
  void differenceThatNeverGrowsIsRefusedAndNamesTheFlag() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      serve(hashpool, counts(100, 50));
      hashpool.poll();
      serve(hashpool, counts(119, 69));
      hashpool.nextPoll();
      serve(hashpool, counts(120, 70));
      assertThatThrownBy(hashpool::nextPoll)
          .hasMessageContaining("20 new shares and 20 new quotes")
          .hasMessageContaining("--pull.accepted=shares");
      assertThat(failure(hashpool)).isEqualTo(FeedError.WRONG_ACCEPTED);
      serve(hashpool, counts(122, 71));
      hashpool.nextPoll();
    }
  }

  @Test
  void sharesWithoutQuotesAreNoMistakeInTheFlag() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      for (int shares = 0; shares <= 100; shares += 10) {
        serve(hashpool, counts(shares, 0));
        hashpool.nextPoll();
      }
    }
  }

  @Test
  void idlePoolIsNoMistakeInTheFlag() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      for (int polls = 0; polls < 100; polls++) {
        hashpool.nextPoll();
      }
    }
  }

  @Test
  void startIsByTheSourcesOwnClockAndMovesWithARestartAlone() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      Optional<Instant> first = start(hashpool, "2026-01-01T00:00:00Z", 1000);
      // Someone sets the source's clock: its uptime moves by as much.
      assertThat(start(hashpool, "2026-01-03T00:00:05Z", 173_805)).isEqualTo(first);
      assertThat(start(hashpool, "2026-01-01T00:00:10Z", 3)).isNotEqualTo(first);
    }
  }

  @Test
  void startThatMovedWhileItCouldNotBeToldIsNoNews() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      Optional<Instant> first = start(hashpool, "2026-01-01T00:00:00Z", 1000);
      assertThat(start(hashpool, "2026-01-01T00:01:00Z", 0)).isEqualTo(first);
      assertThat(start(hashpool, "2026-01-01T00:02:00Z", 60)).isEqualTo(first);
      assertThat(start(hashpool, "2026-01-01T00:03:00Z", 120)).isEqualTo(first);
      assertThat(start(hashpool, "2026-01-01T00:04:00Z", 60))
          .contains(Instant.parse("2026-01-01T00:03:00Z"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "18446744073709551615", "400000000", "-1", "null", "\"x\"", "1.5"})
  void uptimeThatTellsNothingIsNoRestart(String uptime) throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      hashpool.source().answer("/api/v1/global", "{\"uptime_secs\":" + uptime + "}");
      assertThat(hashpool.poll().detail().startedAt()).isEmpty();
    }
  }

  @Test
  void timeIsThatOfThePageOfHealthWhereThereIsNoDate() throws Exception {
    try (Asking hashpool = asking(AcceptedBy.DIFFERENCE)) {
      hashpool.source().setDate(Optional.empty());
      hashpool.source().answer("/api/v1/global", "{\"uptime_secs\":100}");
      assertThat(hashpool.poll().detail().startedAt()).isEmpty();
      hashpool.source().answer("/api/v1/health", "{\"status\":\"ok\",\"timestamp\":1000000100}");
      assertThat(hashpool.poll().detail().startedAt())
          .contains(Instant.ofEpochSecond(1_000_000_000));
    }
  }

  private static Optional<Instant> start(Asking hashpool, String date, long uptime)
      throws Exception {
    hashpool.source().setDate(Optional.of(Instant.parse(date)));
    hashpool.source().answer("/api/v1/global", "{\"uptime_secs\":" + uptime + "}");
    return hashpool.nextPoll().detail().startedAt();
  }

  private static String counts(int shares, int quotes) {
    return RECORDED
        .replace(
            "shares_total{downstream_id=\"1\"} 80", "shares_total{downstream_id=\"1\"} " + shares)
        .replace(
            "quotes_total{downstream_id=\"1\"} 40", "quotes_total{downstream_id=\"1\"} " + quotes);
  }

  private static Asking asking(AcceptedBy accepted) throws Exception {
    Asking hashpool = Asking.hashpool(accepted);
    hashpool.source().replay("/api/v1/global", "hashpool/global.json");
    serve(hashpool, RECORDED);
    return hashpool;
  }

  private static void serve(Asking hashpool, String metrics) {
    hashpool.source().answer("/metrics", metrics);
  }

  private static FeedError failure(Asking hashpool) {
    return catchThrowableOfType(PollFailedException.class, hashpool::poll).reason();
  }
}
