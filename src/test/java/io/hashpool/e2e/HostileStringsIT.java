package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hashpool.http.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer of the feed calls itself, as a real Prometheus reads it back. */
class HostileStringsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Each name as it is sent, and as it must be read back. */
  private static final Map<String, String> NAMES = names();

  @TempDir static Path directory;

  private static Exporter exporter;
  private static FeedSender pool;
  private static Prometheus prometheus;
  private static long timestamp = Instant.now().getEpochSecond();

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    for (String kept :
        List.of(
            "10.0.0.1:4000",
            "",
            " ",
            "quote \" and \\ and \\\" and end\\",
            "\\n \\\\n",
            "}",
            "{a=\"b\"} 1 1730000000",
            "\",downstream_id=\"9\",x=\"",
            "# EOF",
            "# HELP hashpool_pool_shares_total forged",
            "${HOME} {{ $value }} %s %n <script>alert('&amp;')</script>",
            "矿工 \u26cf \ud83e\udd16 e\u0301",
            "x".repeat(128))) {
      names.put(kept, kept);
    }
    names.put("a\nb\r\tc\0d\u007fe\u0085f", "a\ufffdb\ufffd\ufffdc\ufffdd\ufffde\ufffdf");
    names.put(
        "\"} 1\nhashpool_pool_shares_total 99999\n# EOF\n",
        "\"} 1\ufffdhashpool_pool_shares_total 99999\ufffd# EOF\ufffd");
    names.put(
        "\u202egnp.exe\u202c \u2066x\u2069 \u200b\ufeff\u2028\u2029",
        "\ufffdgnp.exe\ufffd \ufffdx\ufffd \ufffd\ufffd\ufffd\ufffd");
    names.put("y".repeat(129), "y".repeat(127) + "\u2026");
    names.put("m".repeat(1 << 20), "m".repeat(127) + "\u2026");
    names.put("\ud83e\udd16".repeat(1 << 16), "\ud83e\udd16".repeat(127) + "\u2026");
    // Two that come out as one.
    names.put("twin\u0001", "twin\ufffd");
    names.put("twin\u0002", "twin\ufffd");
    return names;
  }

  @BeforeAll
  static void start() throws Exception {
    exporter =
        Exporter.start(
            directory, "serve", "--feed.listen-address=127.0.0.1:0", "--feed.stale-after=10m");
    pool = FeedSender.to(exporter);
    sendAll();
    prometheus =
        Prometheus.start(
            directory,
            """
            global: {scrape_interval: 1s}
            scrape_configs:
            - job_name: hashpool
              static_configs: [{targets: ["%s"]}]
            """
                .formatted(exporter.metrics().getAuthority()));
  }

  @AfterAll
  static void stop() throws IOException {
    if (prometheus != null) {
      prometheus.close();
    }
    if (pool != null) {
      pool.close();
    }
    if (exporter != null) {
      exporter.close();
    }
  }

  @Test
  void prometheusReadsBackWhatWasMeant() {
    Map<String, String> wanted = new HashMap<>();
    int id = 0;
    for (String read : NAMES.values()) {
      wanted.put(Integer.toString(id++), read);
    }
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              Map<String, String> seen = new HashMap<>();
              for (Map<String, String> labels :
                  prometheus.query("hashpool_pool_downstream_info").keySet()) {
                seen.put(labels.get("downstream_id"), labels.getOrDefault("address", ""));
              }
              assertThat(seen).isEqualTo(wanted);
              assertThat(prometheus.value("up")).isEqualTo(1);
            });
  }

  @Test
  void noNameMakesAnotherSeries() throws Exception {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(prometheus.value("count(hashpool_pool_downstream_shares_total)"))
                    .isEqualTo(NAMES.size()));
    assertThat(prometheus.value("hashpool_pool_shares_total")).isLessThan(99999);
    assertThat(
            prometheus.query(
                "{job=\"hashpool\",__name__!~\"(hashpool|jvm|process|system|scrape|logback)_.*|up\"}"))
        .isEmpty();
    assertThat(prometheus.query("{x!=\"\"}")).isEmpty();
    assertThat(prometheus.query("{a!=\"\"}")).isEmpty();
  }

  @Test
  void twoServicesThatComeOutAsOneAreOneSeriesUntilTheLastIsGone() throws Exception {
    try {
      sendServices("s\u0001", "s\u0002");
      await().atMost(LONG).untilAsserted(() -> assertThat(servicesShown()).isEqualTo(1));
      sendServices("s\u0002");
      await().atMost(LONG).until(() -> Http.get(exporter.metrics()).body().contains("\"s\ufffd\""));
      assertThat(servicesShown()).isEqualTo(1);
      sendServices();
      await().atMost(LONG).untilAsserted(() -> assertThat(servicesShown()).isZero());
    } finally {
      sendAll();
    }
  }

  @Test
  void strictOpenMetricsParserReadsEveryName() throws Exception {
    await()
        .until(
            () ->
                Http.get(exporter.metrics())
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("hashpool_pool_downstream_info{"))
                        .count()
                    == NAMES.size());
    Path scrape = directory.resolve("scrape.om");
    Files.write(
        scrape,
        Http.getBytes(exporter.metrics(), "Accept", "application/openmetrics-text; version=1.0.0")
            .body());
    Process python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-c",
                "import sys, io\n"
                    + "from prometheus_client.openmetrics.parser import text_fd_to_metric_families as p\n"
                    + "fd = io.open(sys.argv[1], encoding='utf-8', errors='strict', newline='\\n')\n"
                    + "print(sum(1 for f in p(fd) for s in f.samples"
                    + " if s.name == 'hashpool_pool_downstream_info'))\n",
                scrape.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said.strip()).isEqualTo(Integer.toString(NAMES.size()));
  }

  @Test
  void bytesThatAreNoTextAreRefusedAndCountedAndChangeNothing() throws Exception {
    List<byte[]> noText =
        List.of(
            new byte[] {(byte) 0xc3, 0x28}, // a second byte is missing
            new byte[] {(byte) 0xc0, (byte) 0xaf}, // a slash in two bytes
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // half a surrogate pair
            new byte[] {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            new byte[] {(byte) 0xff},
            new byte[] {0}, // not escaped
            "\\ud800".getBytes(StandardCharsets.US_ASCII),
            "\\udc00\\ud800".getBytes(StandardCharsets.US_ASCII));
    double before = refused();
    for (byte[] name : noText) {
      // The others are named as they are: who is missing from a report has left.
      Map<String, String> names = byId();
      names.put("0", "@first");
      String[] around = line(names).split("@first", 2);
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.write(around[0].getBytes(StandardCharsets.UTF_8));
      line.write(name);
      line.write((around[1] + "\n").getBytes(StandardCharsets.UTF_8));
      pool.send(line.toByteArray());
    }
    await().untilAsserted(() -> assertThat(refused() - before).isEqualTo(noText.size()));
    assertThat(Http.get(exporter.metrics()).body())
        .contains("hashpool_pool_downstream_info{address=\"10.0.0.1:4000\",downstream_id=\"0\"");
  }

  private static double refused() throws Exception {
    return Http.get(exporter.metrics())
        .body()
        .lines()
        .filter(line -> line.startsWith("hashpool_exporter_feed_errors_total"))
        .filter(line -> line.contains("not-json") || line.contains("bad-row"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static long servicesShown() throws Exception {
    return Http.get(exporter.metrics())
        .body()
        .lines()
        .filter(line -> line.startsWith("hashpool_pool_service_info{"))
        .count();
  }

  private static void sendAll() throws IOException {
    pool.send(line(byId()));
  }

  private static Map<String, String> byId() {
    Map<String, String> byId = new LinkedHashMap<>();
    for (String name : NAMES.keySet()) {
      byId.put(Integer.toString(byId.size()), name);
    }
    return byId;
  }

  private static void sendServices(String... addresses) throws IOException {
    pool.send(line(Map.of("0", "10.0.0.1:4000"), addresses));
  }

  private static String line(Map<String, String> names, String... services) throws IOException {
    ObjectNode report = JSON.createObjectNode();
    ArrayNode listed = report.putArray("services");
    for (String service : services) {
      listed.addObject().put("service_type", "Mint").put("address", service);
    }
    ArrayNode downstreams = report.putArray("downstream_proxies");
    names.forEach(
        (id, name) ->
            downstreams
                .addObject()
                .put("id", Long.parseLong(id))
                .put("address", name)
                .put("shares_submitted", 5)
                .put("quotes_created", 5)
                .put("ehash_mined", 320)
                .putNull("last_share_at")
                .put("work_selection", false)
                .putArray("channels")
                .add(1));
    report.put("listen_address", "pool \"\n\\").put("timestamp", ++timestamp);
    return JSON.writeValueAsString(report);
  }
}
