package io.hashpool.feed;

import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.ingest.SourceState;
import io.hashpool.stats.PoolSnapshot;
import io.hashpool.stats.WorkInWindow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The JSON that hashpool's {@code stats-pool} served to its dashboard, in its shapes and with its
 * status codes. Thread-safe if the supplier is.
 */
public final class StatsApi {
  private final Supplier<SourceState> state;
  private final Supplier<Hashrate> hashrate;

  /** Of the whole pool, in hashes a second. */
  private record Hashrate(OptionalDouble value, Instant at) {}

  private StatsApi(Supplier<SourceState> state, Supplier<Hashrate> hashrate) {
    this.state = Objects.requireNonNull(state, "state");
    this.hashrate = hashrate;
  }

  /** Of a pool that sends its totals. */
  public static StatsApi of(SourceMonitor monitor) {
    return new StatsApi(
        monitor::state, () -> new Hashrate(monitor.hashrate(), monitor.clock().wall().instant()));
  }

  /** Of a pool in this process, which is never silent. */
  public static StatsApi of(StatsSnapshotProvider pool) {
    return new StatsApi(
        () -> {
          PoolSnapshot snapshot = pool.snapshot();
          return new SourceState(Optional.of(PoolReport.of(snapshot)), true);
        },
        () -> {
          PoolSnapshot snapshot = pool.snapshot();
          return new Hashrate(
              snapshot.downstreams().stream()
                  .flatMap(downstream -> downstream.window().stream())
                  .mapToDouble(WorkInWindow::hashrate)
                  .reduce(Double::sum),
              snapshot.takenAt());
        });
  }

  /** {@code /api/stats}: the last pool snapshot, stale or not. */
  public JsonReply stats() {
    return ofLatest(LineEncoder::writeObject, "{\"error\":\"no data available\"}");
  }

  /** {@code /api/services}: what the pool reports, with the job declarators that live. */
  public JsonReply services() {
    return ofLatest(LineEncoder::writeServices, "[]");
  }

  /** {@code /api/connections}: the downstreams. */
  public JsonReply connections() {
    return ofLatest(LineEncoder::writeDownstreams, "[]");
  }

  /**
   * {@code /api/hashrate}: of the pool now, alone and as the last point of a series. {@code
   * stats-pool} kept a series in a database; here Prometheus does.
   */
  public JsonReply hashrate() {
    Hashrate now = hashrate.get();
    String json =
        now.value.isEmpty()
            ? "{\"hashrate\":null,\"data\":[]}"
            : "{\"hashrate\":%1$s,\"data\":[{\"timestamp\":%2$d,\"hashrate_hs\":%1$s}]}"
                .formatted(now.value.getAsDouble(), now.at.getEpochSecond());
    return new JsonReply(JsonReply.OK, utf8(json));
  }

  /** {@code /health}: 503 before the first snapshot, and while the feed is silent. */
  public JsonReply health() {
    boolean up = state.get().up();
    return new JsonReply(
        up ? JsonReply.OK : JsonReply.SERVICE_UNAVAILABLE,
        utf8("{\"healthy\":" + up + ",\"stale\":" + !up + "}"));
  }

  private JsonReply ofLatest(Encoding encoding, String beforeTheFirst) {
    return state
        .get()
        .latest()
        .map(report -> new JsonReply(JsonReply.OK, out -> encoding.write(report, out)))
        .orElseGet(() -> new JsonReply(JsonReply.SERVICE_UNAVAILABLE, utf8(beforeTheFirst)));
  }

  private static JsonReply.Body utf8(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @FunctionalInterface
  private interface Encoding {
    void write(PoolReport report, OutputStream out) throws IOException;
  }
}
