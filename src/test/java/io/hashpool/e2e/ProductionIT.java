package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/production.md describes, for real: the shipped production configuration in two
 * Prometheus servers, two pools, and storage that takes remote_write by TLS.
 */
class ProductionIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Path SHIPPED = Path.of("deploy", "production");

  @TempDir static Path directory;

  private static Exporter poolA;
  private static Exporter poolB;
  private static Exporter minerOfB;
  private static LongTermStorage storage;
  private static Prometheus first;
  private static Prometheus second;

  @BeforeAll
  static void start() throws Exception {
    storage = LongTermStorage.start(directory);
    int feedPort = Prometheus.freePort();
    poolA = Exporter.start(directory, "demo", "--demo.shares-per-minute=60");
    poolB = Exporter.start(directory, "serve", "--feed.listen-address=127.0.0.1:" + feedPort);
    minerOfB =
        Exporter.start(
            directory,
            "demo",
            "--demo.seed=2",
            "--demo.miners=10",
            "--publish-to=127.0.0.1:" + feedPort,
            "--publish-interval=500ms");
    first = prometheus("a");
    second = prometheus("b");
  }

  @AfterAll
  static void stop() {
    Stream.of(second, first, minerOfB, poolB, poolA, storage)
        .filter(started -> started != null)
        .forEach(ProductionIT::close);
  }

  @Test
  void onePrometheusTellsTwoPoolsApart() throws Exception {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(byPool("up{job=\"hashpool\"}"))
                  .containsAllEntriesOf(Map.of("a", 1.0, "b", 1.0));
              // The same id at both: two miners, two series, also after the rules have been over
              // them.
              assertThat(byPool("hashpool_pool_downstream_shares_total{downstream_id=\"1\"}"))
                  .containsKeys("a", "b");
              assertThat(first.query("count by (instance) (pool:hashpool_hashrate_hs:rate5m)"))
                  .containsKeys(
                      Map.of("instance", poolA.metrics().getAuthority()),
                      Map.of("instance", poolB.metrics().getAuthority()));
            });
    for (Exporter exporter : List.of(poolA, poolB)) {
      assertThatScrapedTotalLiesBetweenWhatTheExporterSaidBeforeAndAfter(exporter);
    }
  }

  @Test
  void everySampleThatIsKeptComesBackFromLongTermStorageAsItWas() throws Exception {
    assertThat(storage.statusWithoutPassword()).isEqualTo(401);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        first.value(
                            "min(count_over_time(address:hashpool_shares:increase5m[10m]))"))
                    .isGreaterThan(5));
    Instant until = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    String kept = "{job=\"hashpool\",downstream_id=\"\",__name__!~\"jvm_.*\"}";
    Map<Map<String, String>, Map<Long, Double>> local = Samples.raw(first, kept, until);
    assertThat(local).hasSizeGreaterThan(60);
    assertThat(local.keySet())
        .extracting(labels -> labels.get("__name__"))
        .contains(
            "hashpool_pool_ehash_mined_total",
            "pool:hashpool_hashrate_hs:rate5m",
            "address:hashpool_shares:increase5m");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              Map<Map<String, String>, Map<Long, Double>> stored =
                  Samples.raw(
                      storage, "{job=\"hashpool\",replica=\"a\",cluster=\"hashpool\"}", until);
              local.forEach(
                  (labels, samples) -> assertSameSamples(labels, stored.get(labels), samples));
            });
  }

  @Test
  void longTermStorageGetsNoSeriesOfSingleDownstreams() throws Exception {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(Samples.raw(storage, "hashpool_pool_shares_total", Instant.now()))
                    .isNotEmpty());
    assertThat(first.query("{downstream_id!=\"\"}")).isNotEmpty();
    assertThat(first.query("{__name__=~\"jvm_.*\"}")).isNotEmpty();
    for (String dropped : List.of("{downstream_id!=\"\"}", "{__name__=~\"jvm_.*\"}")) {
      assertThat(Samples.raw(storage, dropped, Instant.now()).keySet()).isEmpty();
    }
  }

  @Test
  void twoServersAgreeToTheShareOnAPoolAddedByAFileAlone() throws Exception {
    int feedPort = Prometheus.freePort();
    try (Exporter poolC =
        Exporter.start(directory, "serve", "--feed.listen-address=127.0.0.1:" + feedPort)) {
      for (String replica : List.of("a", "b")) {
        addPoolC(replica, poolC);
      }
      // A pool whose totals are known: what it had before counts nowhere, then 3 miners make 7
      // each.
      try (SnapshotSender pool = new SnapshotSender(feedPort)) {
        pool.send(3, 100);
        await().atMost(LONG).untilAsserted(() -> assertThat(sharesOf(poolC)).isEqualTo("0.0"));
        pool.send(3, 107);
        await().atMost(LONG).untilAsserted(() -> assertThat(sharesOf(poolC)).isEqualTo("21.0"));
      }
      // Nothing counts any more, so that the instants of two servers' scrapes make no difference.
      String totals =
          "{pool=\"c\",__name__=~\"hashpool_pool_.*_total\",__name__!~\".*_downstream_.*\"}";
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                Instant now = Instant.now();
                Map<Map<String, String>, Double> one = first.query(totals, now);
                assertThat(one).hasSizeGreaterThan(4).isEqualTo(second.query(totals, now));
                assertThat(second.query("hashpool_pool_shares_total{pool=\"c\"}", now))
                    .containsValue(21.0);
              });
    }
  }

  /** The shipped configuration as it is, but for addresses, secrets and pace. */
  private static Prometheus prometheus(String replica) throws Exception {
    Path home = Files.createDirectories(configurationOf(replica));
    copyAtATestsPace(Path.of("rules"), directory.resolve(replica).resolve("rules"));
    copyAtATestsPace(SHIPPED.resolve("rules"), home.resolve("rules"));
    Path secrets = Files.createDirectories(home.resolve("secrets"));
    Files.writeString(secrets.resolve("remote-write-password"), LongTermStorage.PASSWORD);
    Files.copy(storage.caCertificate(), secrets.resolve("ca.pem"));
    Files.createDirectories(home.resolve("pools"));
    Files.writeString(
        home.resolve("pools").resolve("example.yml"),
        replaced(
            Files.readString(SHIPPED.resolve("pools").resolve("example.yml")),
            Map.of(
                "pool-a.example:19108", poolA.metrics().getAuthority(),
                "pool-b.example:19108", poolB.metrics().getAuthority())));
    String configuration =
        replaced(
            Files.readString(SHIPPED.resolve("prometheus.yml")),
            Map.of(
                "https://metrics.example/api/v1/write",
                storage.writeUrl().toString(),
                "replica: a",
                "replica: " + replica,
                "scrape_interval: 15s",
                "scrape_interval: 1s",
                "evaluation_interval: 15s",
                "evaluation_interval: 1s"));
    return Prometheus.start(home, configuration);
  }

  private static void copyAtATestsPace(Path rules, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(rules)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yml")).toList()) {
        Files.writeString(
            to.resolve(file.getFileName()),
            Files.readString(file).replaceAll("interval: (30s|1m|5m)\\b", "interval: 1s"));
      }
    }
  }

  private static Path configurationOf(String replica) {
    return directory.resolve(replica).resolve("deploy").resolve("production");
  }

  private static String replaced(String text, Map<String, String> replacements) {
    String result = text;
    for (Map.Entry<String, String> replacement : replacements.entrySet()) {
      assertThat(result).contains(replacement.getKey());
      result = result.replace(replacement.getKey(), replacement.getValue());
    }
    return result;
  }

  private static void addPoolC(String replica, Exporter exporter) throws IOException {
    // Moved into place, as anything that writes for Prometheus should: it never reads half a file.
    Path draft =
        Files.writeString(
            configurationOf(replica).resolve("c.draft"),
            "- targets: [\"%s\"]\n  labels: { pool: c }\n"
                .formatted(exporter.metrics().getAuthority()));
    Files.move(
        draft,
        configurationOf(replica).resolve("pools").resolve("c.yml"),
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** Times equal; values to eleven digits, for storage keeps decimal numbers. */
  private static void assertSameSamples(
      Map<String, String> labels, @Nullable Map<Long, Double> actual, Map<Long, Double> expected) {
    assertThat(actual).as("%s", labels).isNotNull();
    assertThat(actual.keySet()).as("%s", labels).isEqualTo(expected.keySet());
    expected.forEach(
        (time, value) ->
            assertThat(actual.get(time))
                .as("%s at %d", labels, time)
                .isCloseTo(value, within(Math.abs(value) * 1e-11)));
  }

  private static void assertThatScrapedTotalLiesBetweenWhatTheExporterSaidBeforeAndAfter(
      Exporter exporter) throws Exception {
    String total =
        "hashpool_pool_shares_total{instance=\"" + exporter.metrics().getAuthority() + "\"}";
    double before = Double.parseDouble(sharesOf(exporter));
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(first.value(total)).isGreaterThanOrEqualTo(before));
    double scraped = first.value(total);
    assertThat(scraped).isLessThanOrEqualTo(Double.parseDouble(sharesOf(exporter)));
  }

  private static Map<String, Double> byPool(String query) throws Exception {
    return first.query(query).entrySet().stream()
        .collect(Collectors.toMap(sample -> sample.getKey().get("pool"), Map.Entry::getValue));
  }

  private static String sharesOf(Exporter exporter) throws Exception {
    return Http.get(exporter.metrics())
        .body()
        .lines()
        .filter(line -> line.startsWith("hashpool_pool_shares_total "))
        .map(line -> line.split(" ")[1])
        .findFirst()
        .orElse("none yet");
  }

  private static void close(AutoCloseable started) {
    try {
      started.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
