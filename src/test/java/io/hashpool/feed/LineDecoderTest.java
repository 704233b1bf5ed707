package io.hashpool.feed;

import static io.hashpool.feed.Wire.T0;
import static io.hashpool.feed.Wire.miner;
import static io.hashpool.feed.Wire.pool;
import static io.hashpool.feed.Wire.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.JobDeclaratorHeartbeat;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Report;
import io.hashpool.ingest.Shares;
import io.hashpool.ingest.WindowReport;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.FeedError;
import io.hashpool.stats.PoolService;
import io.hashpool.stats.ServiceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineDecoderTest {
  private static final String GOOD = pool(T0, miner(1, 5), miner(7, 5));

  @Test
  void poolSnapshotIsReadWholly() throws LineRefusedException {
    PoolReport report =
        (PoolReport) decode(pool(T0, new Wire.Miner(7, 5, 4, 320, "99", "h:1", true)));

    assertThat(report.services()).containsExactly(new PoolService(ServiceType.POOL, Wire.POOL));
    assertThat(report.listenAddress()).isEqualTo(Wire.POOL);
    assertThat(report.timestamp()).isEqualTo(T0);
    assertThat(report.downstreams())
        .containsExactly(
            new DownstreamReport(
                new DownstreamInfo(new DownstreamId(7), "h:1", true),
                List.of(1L),
                new Shares.Totals(new DownstreamTotals(5, 4, 320)),
                OptionalLong.of(99)));
  }

  @Test
  void fieldsMayComeInAnyOrderWithUnknownOnesBetween() throws LineRefusedException {
    Report line =
        decode(
            """
            {"extra":{"deep":[{"id":1}]},"timestamp":3,"listen_address":"l","downstream_proxies":[
            {"work_selection":false,"new":null,"last_share_at":null,"ehash_mined":3,
            "quotes_created":2,"shares_submitted":1,"channels":[],"address":"a","id":4294967295}],
            "services":[{"address":"s","service_type":"JobDeclarator","more":1}],"downstreams":5}\
            """
                .replace("\n", ""));

    assertThat(line)
        .isEqualTo(
            new PoolReport(
                List.of(new PoolService(ServiceType.JOB_DECLARATOR, "s")),
                List.of(
                    new DownstreamReport(
                        new DownstreamInfo(new DownstreamId(4294967295L), "a", false),
                        List.of(),
                        new Shares.Totals(new DownstreamTotals(1, 2, 3)),
                        OptionalLong.empty())),
                "l",
                3));
  }

  @Test
  void heartbeatIsExactlyItsTwoFields() throws LineRefusedException {
    assertThat(decode("{\"timestamp\":5,\"listen_address\":\"h:p\"}"))
        .isEqualTo(new JobDeclaratorHeartbeat("h:p", 5));
    assertRefused(
        "{\"timestamp\":5,\"listen_address\":\"h:p\",\"x\":1}",
        FeedError.MISSING_FIELD,
        "services is missing");
  }

  @Test
  void windowIsReadWhollyAndSixtySecondsUnlessSaid() throws LineRefusedException {
    assertThat(decode(window("Translator", 7, 12.5, "")))
        .isEqualTo(
            new WindowReport(
                WindowReport.Sender.TRANSLATOR,
                List.of(
                    new WindowReport.DownstreamWindow(
                        7, "translator_7", "10.0.0.1:4000", 5, 2, 12.5, 60, T0)),
                T0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"services", "downstream_proxies", "listen_address", "timestamp"})
  void poolSnapshotThatLacksAFieldIsRefused(String field) {
    String without = GOOD.replace("\"" + field + "\":", "\"not_" + field + "\":");
    assertRefused(without, FeedError.MISSING_FIELD, field + " is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "address",
        "channels",
        "shares_submitted",
        "quotes_created",
        "ehash_mined",
        "last_share_at",
        "work_selection"
      })
  void downstreamThatLacksAFieldIsLeftOutAndNamedWithItsPlace(String field)
      throws LineRefusedException {
    int second = GOOD.indexOf("{\"id\":7");
    String without =
        GOOD.substring(0, second)
            + GOOD.substring(second).replaceFirst("\"" + field + "\":", "\"x\":");
    assertLeftOut(without, 7, "downstream_proxies[1]." + field + " is missing");
  }

  @Test
  void rowWithoutItsIdRefusesTheLine() {
    assertRefused(
        GOOD.replace("\"id\":7", "\"x\":7"),
        FeedError.MISSING_FIELD,
        "downstream_proxies[1].id is missing");
    assertRefused(
        window("Pool", 7, 1, "").replace("\"downstream_id\":", "\"x\":"),
        FeedError.MISSING_FIELD,
        "downstreams[0].downstream_id is missing");
    assertRefused(
        GOOD.replace("\"downstream_proxies\":[", "\"downstream_proxies\":[null,"),
        FeedError.INVALID_FIELD,
        "downstream_proxies[0] is null, not an object");
  }

  @Test
  void badRowIsSkippedToItsEndWhateverItHolds() throws LineRefusedException {
    String line =
        GOOD.replaceFirst(
            "\"channels\":\\[1]",
            Matcher.quoteReplacement(
                "\"channels\":[1,{\"id\":[5]},[2,\"x\"],3],\"ehash_mined\":{}"));
    PoolReport report =
        assertLeftOut(line, 1, "downstream_proxies[0].channels is an object, not an unsigned");
    assertThat(report.downstreams()).hasSize(1);
  }

  @Test
  void idOfARowThatIsLeftOutMayNotComeTwice() {
    assertRefused(
        GOOD.replaceFirst("\"id\":1", "\"id\":7").replaceFirst("\"ehash_mined\":320", "\"x\":0"),
        FeedError.DUPLICATE_ID,
        "downstream_proxies has downstream 7 twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "address",
        "shares_lifetime",
        "shares_in_window",
        "sum_difficulty_in_window",
        "timestamp"
      })
  void windowThatLacksAFieldIsLeftOut(String field) throws LineRefusedException {
    assertWindowLeftOut(
        window("Pool", 7, 1, "").replaceFirst("\"" + field + "\":", "\"x\":"),
        "downstreams[0]." + field + " is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"id\":7 | \"id\":-1 | downstream_proxies[1].id is -1, out of the range 0 to 4294967295",
        "\"id\":7 | \"id\":4294967296 | downstream_proxies[1].id is 4294967296, out of the range",
        "\"id\":7 | \"id\":7.0 | downstream_proxies[1].id is a fraction, not an unsigned 32-bit",
        "\"id\":7 | \"id\":\"7\" | downstream_proxies[1].id is a string, not an unsigned 32-bit",
        "\"id\":7 | \"id\":null | downstream_proxies[1].id is null, not an unsigned 32-bit",
        "\"id\":7 | \"id\":7,\"id\":7 | downstream_proxies[1].id is there twice",
        "\"timestamp\":1730000000 | \"timestamp\":null | timestamp is null, not an unsigned 64-bit",
        "\"timestamp\":1730000000 | \"timestamp\":1,\"timestamp\":1 | timestamp is there twice",
      })
  void fieldOfTheWrongKindIsRefusedByName(String was, String becomes, String message) {
    assertThat(GOOD).contains(was);
    assertRefused(changed(was, becomes), FeedError.INVALID_FIELD, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"ehash_mined\":320 | \"ehash_mined\":18446744073709551616 | downstream_proxies[0]."
            + "ehash_mined is 18446744073709551616, out of the range 0 to 18446744073709551615",
        "\"ehash_mined\":320 | \"ehash_mined\":-5 | downstream_proxies[0].ehash_mined is -5, out of",
        "\"ehash_mined\":320 | \"ehash_mined\":1e3 | downstream_proxies[0].ehash_mined is a fraction",
        "\"channels\":[1] | \"channels\":1 | downstream_proxies[0].channels is an integer, not an",
        "\"channels\":[1] | \"channels\":[[1]] | downstream_proxies[0].channels is an array, not",
        "\"channels\":[1] | \"channels\":null | downstream_proxies[0].channels is null, not an array",
        "\"work_selection\":false | \"work_selection\":0 | downstream_proxies[0].work_selection is an",
        "\"last_share_at\":1729999999 | \"last_share_at\":\"x\" | downstream_proxies[0].last_share_at",
        "\"address\":\"10.0.0.1:4000\" | \"address\":5 | downstream_proxies[0].address is an integer",
        "\"address\":\"10.0.0.1:4000\" | \"address\":\"\\ud800\" | downstream_proxies[0].address holds",
      })
  void rowWithAFieldOfTheWrongKindIsLeftOutByName(String was, String becomes, String message)
      throws LineRefusedException {
    assertThat(GOOD).contains(was);
    PoolReport report = assertLeftOut(changed(was, becomes), 1, message);
    assertThat(report.downstreams()).extracting(d -> d.info().id().value()).containsExactly(7L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"Pool\" | \"Shop\" | services[0].service_type is none of Pool, Mint, JobDeclarator",
        "\"services\":[ | \"services\":[3, | services[0] is an integer, not an object",
      })
  void serviceThatCannotBeReadIsLeftOut(String was, String becomes, String message)
      throws LineRefusedException {
    List<String> badRows = new ArrayList<>();
    PoolReport report = (PoolReport) decode(changed(was, becomes), badRows::add);
    assertThat(badRows).singleElement().asString().contains(message);
    assertThat(report.downstreams()).hasSize(2);
    assertThat(report.unreadable()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "12.5 | -0.5 | downstreams[0].sum_difficulty_in_window is -0.5, out of the range",
        "12.5 | 1e999 | downstreams[0].sum_difficulty_in_window is 1e999, out of the range",
        "12.5 | \"1\" | downstreams[0].sum_difficulty_in_window is a string, not a number",
        "12.5 | 1e26 | downstreams[0].sum_difficulty_in_window gives",
        "\"window_seconds\":60 | \"window_seconds\":0 | downstreams[0].window_seconds is 0, out of",
      })
  void windowWithAFieldOfTheWrongKindIsLeftOutByName(String was, String becomes, String message)
      throws LineRefusedException {
    String line = window("Pool", 7, 12.5, ",\"window_seconds\":60");
    assertThat(line).contains(was);
    assertWindowLeftOut(line.replace(was, becomes), message);
  }

  @Test
  void windowsOfWhoIsNeitherPoolNorTranslatorAreRefused() {
    assertRefused(
        window("Mint", 7, 12.5, ""),
        FeedError.INVALID_FIELD,
        "service_type is neither Pool nor Translator");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "null",
        "5",
        "[]",
        "GET / HTTP/1.1",
        "{",
        "{\"timestamp\"",
        "{\"timestamp\":5}}",
        "{\"timestamp\":5,}",
        "{\"timestamp\":05}",
        "{'timestamp':5}",
        "{\"timestamp\":NaN}",
        "\ufeff{\"timestamp\":5}",
        "{\"listen_address\":\"a\tb\"}"
      })
  void whatIsNoJsonObjectIsRefused(String line) {
    assertThat(refusal(line).reason()).isEqualTo(FeedError.NOT_JSON);
  }

  @Test
  void secondObjectOnALineIsRefused() {
    assertRefused(GOOD + GOOD, FeedError.NOT_JSON, "goes on after its object");
  }

  @Test
  void otherEncodingsAndBadUtf8AreRefused() {
    assertThat(refusal(GOOD.getBytes(StandardCharsets.UTF_16LE)).reason())
        .isEqualTo(FeedError.NOT_JSON);
    assertThat(refusal(GOOD.getBytes(StandardCharsets.UTF_16)).reason())
        .isEqualTo(FeedError.NOT_JSON);
    byte[] bad = GOOD.getBytes(StandardCharsets.ISO_8859_1);
    bad[GOOD.indexOf("10.0.0.1")] = (byte) 0xff;
    assertThat(refusal(bad).reason()).isEqualTo(FeedError.NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0a2", "e080af", "eda080", "edbfbf", "f4908080", "f8888080", "80", "ff"})
  void bytesThatAreNoCharacterAreRefusedAlsoInAFieldThatIsSkipped(String hex) {
    byte[] no = HexFormat.of().parseHex(hex);
    byte[] line =
        ("{\"x\":\"" + "?".repeat(no.length) + "\"," + GOOD.substring(1))
            .getBytes(StandardCharsets.UTF_8);
    System.arraycopy(no, 0, line, "{\"x\":\"".length(), no.length);
    assertThat(refusal(line).reason()).isEqualTo(FeedError.NOT_JSON);
  }

  @Test
  void deepNestingIsRefusedRatherThanFollowed() {
    String line = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(refusal(line).reason()).isEqualTo(FeedError.NOT_JSON);
  }

  @Test
  void objectWithNoKnownFieldSaysSo() {
    assertRefused("{}", FeedError.MISSING_FIELD, "every field of any line");
    assertRefused("{\"a\":1}", FeedError.MISSING_FIELD, "every field of any line");
  }

  @Test
  void sameIdTwiceIsRefusedInAnyOrder() {
    assertRefused(
        pool(T0, miner(9, 1), miner(3, 1), miner(9, 2)),
        FeedError.DUPLICATE_ID,
        "downstream_proxies has downstream 9 twice");
  }

  @Test
  void rowWithTooManyChannelsIsLeftOut() throws LineRefusedException {
    String many = "1,".repeat(DownstreamReportReader.MAX_CHANNELS) + "1";
    assertLeftOut(
        GOOD.replaceFirst("\\[1]", "[" + many + "]"),
        1,
        "downstream_proxies[0].channels has more than 10000 elements");
  }

  @Test
  void refusalHoldsNothingThatWouldGarbleALog() {
    String message = refusal("{\"timestamp\":\u001b[31m\u202e}").getMessage();
    assertThat(message).matches("[\\x20-\\x7e]{1,300}");
  }

  @Property(tries = 2000)
  void damagedLineIsReadOrRefusedAndNothingElse(@ForAll Random damage) {
    byte[] bytes =
        (damage.nextBoolean() ? GOOD : window("Pool", 7, 12.5, ",\"window_seconds\":60"))
            .getBytes(StandardCharsets.UTF_8);
    byte[] alphabet = "{}[]\":,0123456789.eE-ntf\\u \t\0".getBytes(StandardCharsets.UTF_8);
    for (int i = damage.nextInt(4); i >= 0; i--) {
      bytes[damage.nextInt(bytes.length)] =
          damage.nextInt(3) == 0
              ? (byte) damage.nextInt(256)
              : alphabet[damage.nextInt(alphabet.length)];
    }
    int length = damage.nextInt(4) == 0 ? damage.nextInt(bytes.length) : bytes.length;
    try {
      assertThat(new LineDecoder(Accepted.SHARES).decode(bytes, 0, length, badRow -> {}))
          .isNotNull();
    } catch (LineRefusedException e) {
      assertThat(e.getMessage()).matches("[\\x20-\\x7e]{1,300}");
    }
  }

  @Property(tries = 200)
  void whatIsWrittenIsReadAgainWithoutLoss(@ForAll("reports") PoolReport report)
      throws LineRefusedException {
    byte[] object = LineEncoder.object(report);
    assertThat(new LineDecoder(Accepted.SHARES).decode(object, 0, object.length, badRow -> {}))
        .isEqualTo(report);
    byte[] line = LineEncoder.line(report);
    assertThat(new String(line, StandardCharsets.UTF_8)).endsWith("}\n").containsOnlyOnce("\n");
  }

  @Provide
  Arbitrary<PoolReport> reports() {
    Arbitrary<Long> unsigned = Arbitraries.longs();
    Arbitrary<String> text =
        Arbitraries.strings().all().ofMaxLength(20).map(LineDecoderTest::whole);
    Arbitrary<DownstreamReport> downstream =
        Combinators.combine(
                Arbitraries.longs().between(0, DownstreamId.MAX_VALUE),
                text,
                Arbitraries.longs().between(0, DownstreamId.MAX_VALUE).list().ofMaxSize(5),
                unsigned,
                unsigned,
                unsigned,
                unsigned.optional(),
                Arbitraries.of(true, false))
            .as(
                (id, address, channels, shares, quotes, ehash, at, selects) ->
                    new DownstreamReport(
                        new DownstreamInfo(new DownstreamId(id), address, selects),
                        channels,
                        new Shares.Totals(new DownstreamTotals(shares, quotes, ehash)),
                        at.map(OptionalLong::of).orElseGet(OptionalLong::empty)));
    Arbitrary<PoolService> service =
        Combinators.combine(Arbitraries.of(ServiceType.values()), text).as(PoolService::new);
    return Combinators.combine(
            service.list().ofMaxSize(3),
            downstream.list().uniqueElements(d -> d.info().id()).ofMaxSize(20),
            text,
            unsigned)
        .as(PoolReport::new);
  }

  private static String whole(String text) {
    return text.replaceAll("\\p{Cs}", "");
  }

  private static Report decode(String line) throws LineRefusedException {
    return decode(line, badRow -> fail(badRow));
  }

  private static Report decode(String line, Consumer<String> badRows) throws LineRefusedException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return new LineDecoder(Accepted.SHARES).decode(bytes, 0, bytes.length, badRows);
  }

  private static String changed(String was, String becomes) {
    return GOOD.replaceFirst(Pattern.quote(was), Matcher.quoteReplacement(becomes));
  }

  /** The line is taken without the row of this id, and the log says why. */
  private static PoolReport assertLeftOut(String line, long id, String message)
      throws LineRefusedException {
    List<String> badRows = new ArrayList<>();
    PoolReport report = (PoolReport) decode(line, badRows::add);
    assertThat(badRows).singleElement().asString().contains(message);
    assertThat(report.unreadable()).containsExactly(id);
    assertThat(report.downstreams()).extracting(d -> d.info().id().value()).doesNotContain(id);
    return report;
  }

  private static void assertWindowLeftOut(String line, String message) throws LineRefusedException {
    List<String> badRows = new ArrayList<>();
    WindowReport report = (WindowReport) decode(line, badRows::add);
    assertThat(badRows).singleElement().asString().contains(message);
    assertThat(report.unreadable()).containsExactly(7L);
    assertThat(report.downstreams()).isEmpty();
  }

  private static void assertRefused(String line, FeedError reason, String message) {
    LineRefusedException refusal = refusal(line);
    assertThat(refusal).hasMessageContaining(message);
    assertThat(refusal.reason()).isEqualTo(reason);
  }

  private static LineRefusedException refusal(String line) {
    return refusal(line.getBytes(StandardCharsets.UTF_8));
  }

  private static LineRefusedException refusal(byte[] bytes) {
    LineRefusedException refusal =
        catchThrowableOfType(
            LineRefusedException.class,
            () -> new LineDecoder(Accepted.SHARES).decode(bytes, 0, bytes.length, badRow -> {}));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }
}
