package io.hashpool.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.hashpool.e2e.Prometheus;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What it costs Prometheus to evaluate all rules once, over a pool in process with a day of data
 * scraped every 15 s. Takes folders of rules, each with a name: {@code now=rules before=old}. A
 * real Prometheus evaluates every group every 20 s, for each folder in turn, while its data goes
 * on; the figure of a rule is its fastest evaluation. Prints Markdown.
 *
 * <p>Of the series that rules record only the 5-minute hashrates have a day of history, so rules
 * that read much of what they record are shown cheaper than they are.
 */
public final class RulesCost {
  private static final int DOWNSTREAMS = Integer.getInteger("downstreams", 10_000);
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(15);
  private static final Duration HISTORY = Duration.ofHours(24);
  private static final Duration SHORT_HISTORY = Duration.ofHours(5);
  private static final Duration BATCH = Duration.ofMinutes(30);
  private static final Duration MEASURED = Duration.ofSeconds(130);
  private static final String DOWNSTREAM = "hashpool_pool_downstream_";

  private final SplittableRandom random = new SplittableRandom(20261125);
  private final double[] sharesPerSecond =
      random.doubles(DOWNSTREAMS, 0.2 / 60, 20.0 / 60).toArray();
  private final long endMillis = System.currentTimeMillis() / 15_000 * 15_000;
  private final long connectedAtMillis = endMillis - HISTORY.toMillis() - 3_600_000;

  private interface Values {
    double at(long timeMillis);
  }

  private record Series(
      Map<String, String> labels, Duration history, Duration step, Values values) {
    boolean isRecorded() {
      return labels.get("__name__").contains(":");
    }
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("rules-cost");
    try (Prometheus prometheus =
        Prometheus.start(
            directory,
            "global: {}\n",
            "--web.enable-remote-write-receiver",
            "--web.enable-lifecycle")) {
      new RulesCost().run(prometheus, directory, args);
    }
  }

  private void run(Prometheus prometheus, Path directory, String[] folders) throws Exception {
    List<Series> series = series();
    RemoteWrite write = new RemoteWrite(prometheus.url());
    for (long from = endMillis - HISTORY.toMillis(); from < endMillis; from += BATCH.toMillis()) {
      send(write, series, from, from + BATCH.toMillis());
    }
    System.out.printf("| rules | %,d downstreams, all rules once |%n|---|--:|%n", DOWNSTREAMS);
    long sent = endMillis;
    for (String folder : folders) {
      String[] nameAndPath = folder.split("=", 2);
      Path rules = evaluatedOften(Path.of(nameAndPath[1]), directory.resolve(nameAndPath[0]));
      Files.writeString(
          directory.resolve("prometheus.yml"), "rule_files: [\"%s/*.yml\"]%n".formatted(rules));
      reload(prometheus);
      long until = System.nanoTime() + MEASURED.toNanos();
      Map<String, Double> fastest = new TreeMap<>();
      while (System.nanoTime() < until) {
        long now = System.currentTimeMillis();
        send(write, series, sent, now);
        sent = Math.max(sent, now / 15_000 * 15_000);
        Thread.sleep(5000);
        collect(prometheus.get("/api/v1/rules"), fastest);
      }
      double sum = fastest.values().stream().mapToDouble(Double::doubleValue).sum();
      System.out.printf(Locale.ROOT, "| %s | %.0f ms |%n", nameAndPath[0], 1000 * sum);
      fastest.forEach((rule, s) -> System.err.printf(Locale.ROOT, "%8.1f ms %s%n", 1000 * s, rule));
    }
  }

  private List<Series> series() {
    List<Series> all = new ArrayList<>();
    pool(all, "process_start_time_seconds", t -> connectedAtMillis / 1e3);
    pool(all, "up", t -> 1);
    pool(all, "hashpool_exporter_build_info", t -> 1);
    pool(all, "hashpool_exporter_time_seconds", t -> t / 1e3);
    pool(all, "hashpool_pool_silent_at_seconds", t -> t / 1e3 + 300);
    pool(all, "hashpool_pool_false_silence_alarms_per_day", t -> 0.1);
    pool(all, "hashpool_pool_downstreams", t -> DOWNSTREAMS);
    pool(all, "hashpool_pool_downstreams_limit", t -> DOWNSTREAMS + 1);
    double rate = 0;
    for (double one : sharesPerSecond) {
      rate += one;
    }
    double all1 = rate;
    pool(all, "hashpool_pool_shares_total", t -> Math.floor(all1 * age(t)));
    pool(all, "hashpool_pool_quotes_total", t -> Math.floor(all1 * age(t)));
    pool(all, "hashpool_pool_quotes_due_total", t -> Math.floor(all1 * age(t)));
    pool(all, "hashpool_pool_difficulty_total", t -> 1000 * Math.floor(all1 * age(t)));
    pool(all, "hashpool_pool_disconnections_total", t -> 0);
    for (int id = 0; id < DOWNSTREAMS; id++) {
      downstream(all, id);
    }
    return all;
  }

  private void downstream(List<Series> all, int id) {
    double rate = sharesPerSecond[id];
    Values shares = t -> Math.floor(rate * age(t));
    Values lastShareAt = t -> Math.floor(connectedAtMillis / 1e3 + shares.at(t) / rate);
    downstream(all, id, "shares_total", HISTORY, shares);
    downstream(all, id, "difficulty_total", HISTORY, t -> 1e3 * shares.at(t));
    downstream(all, id, "difficulty_squared_total", HISTORY, t -> 1e6 * shares.at(t));
    downstream(all, id, "hashrate_hs", HISTORY, t -> 1e3 * 0x1p32 * rate);
    downstream(all, id, "quotes_total", SHORT_HISTORY, shares);
    downstream(all, id, "last_share_at_seconds", SHORT_HISTORY, lastShareAt);
    downstream(all, id, "silent_at_seconds", SHORT_HISTORY, t -> lastShareAt.at(t) + 20 / rate);
    downstream(all, id, "share_interval_seconds", SHORT_HISTORY, t -> 1 / rate);
    downstream(all, id, "connected_at_seconds", SHORT_HISTORY, t -> connectedAtMillis / 1e3);
    Map<String, String> rejected = labels(DOWNSTREAM + "rejected_shares_total", id);
    rejected.put("reason", "stale-share");
    all.add(
        new Series(rejected, SHORT_HISTORY, SCRAPE_INTERVAL, t -> Math.floor(shares.at(t) / 100)));
    Map<String, String> info = labels(DOWNSTREAM + "info", id);
    info.put("address", "10.0." + id / 250 + "." + id % 250 + ":" + (1024 + id));
    info.put("work_selection", "false");
    all.add(new Series(info, SHORT_HISTORY, SCRAPE_INTERVAL, t -> 1));
    all.add(
        new Series(
            labels("downstream:hashpool_hashrate_hs:rate5m", id),
            HISTORY,
            Duration.ofMinutes(4),
            t -> 1e3 * 0x1p32 * rate));
  }

  private double age(long timeMillis) {
    return (timeMillis - connectedAtMillis) / 1e3;
  }

  private static void pool(List<Series> all, String name, Values values) {
    Map<String, String> labels = new HashMap<>(Map.of("__name__", name));
    labels.putAll(Map.of("job", "hashpool", "instance", "pool:19108"));
    all.add(new Series(labels, HISTORY, SCRAPE_INTERVAL, values));
  }

  private static void downstream(
      List<Series> all, int id, String suffix, Duration history, Values values) {
    all.add(new Series(labels(DOWNSTREAM + suffix, id), history, SCRAPE_INTERVAL, values));
  }

  private static Map<String, String> labels(String name, int id) {
    Map<String, String> labels = new HashMap<>();
    labels.put("__name__", name);
    labels.put("job", "hashpool");
    labels.put("instance", "pool:19108");
    labels.put("downstream_id", Integer.toString(id));
    return labels;
  }

  /** The samples after the first time, up to the second. */
  private void send(RemoteWrite write, List<Series> all, long afterMillis, long untilMillis)
      throws IOException, InterruptedException {
    for (Series series : all) {
      if (series.isRecorded() && untilMillis > endMillis) {
        continue; // the rules go on with it
      }
      long step = series.step.toMillis();
      long start = Math.max(afterMillis, endMillis - series.history.toMillis());
      int count = (int) Math.max(0, untilMillis / step - start / step);
      if (count > 0) {
        long[] times = new long[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          times[i] = (start / step + 1 + i) * step;
          values[i] = series.values.at(times[i]);
        }
        write.add(series.labels, times, values);
      }
    }
    write.flush();
  }

  /** A copy of these rules in which every group is evaluated every 20 s. */
  private static Path evaluatedOften(Path rules, Path copy) throws IOException {
    Files.createDirectory(copy);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(rules, "*.yml")) {
      for (Path file : files) {
        Files.writeString(
            copy.resolve(file.getFileName()),
            Files.readString(file).replaceAll("interval: \\d+[sm]", "interval: 20s"));
      }
    }
    return copy;
  }

  private static void reload(Prometheus prometheus) throws IOException, InterruptedException {
    var request =
        java.net.http.HttpRequest.newBuilder(prometheus.url().resolve("/-/reload"))
            .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
            .build();
    var response =
        java.net.http.HttpClient.newHttpClient()
            .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("Prometheus does not take the rules: " + response.body());
    }
  }

  private static void collect(JsonNode answer, Map<String, Double> fastest) {
    for (JsonNode group : answer.path("data").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        double seconds = rule.path("evaluationTime").asDouble();
        if (!rule.path("health").asText().equals("ok")) {
          if (rule.has("lastError")) {
            throw new IllegalStateException(rule.path("lastError").asText());
          }
        } else {
          fastest.merge(
              group.path("name").asText() + ": " + rule.path("name").asText(), seconds, Math::min);
        }
      }
    }
  }
}
