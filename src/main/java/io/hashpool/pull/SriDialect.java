package io.hashpool.pull;

import io.hashpool.base.Clocks;
import io.hashpool.ingest.PoolReport;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The monitoring API of the SV2 reference implementation: its pool, job declarator client and
 * translator, with {@code stratum-apps} 0.4 or later, and hashpool's translator.
 */
final class SriDialect implements Dialect {
  private final Clocks clocks;
  private final SriClients clients;
  private final SriMiners miners;

  private final SourceStart start = new SourceStart();

  SriDialect(SriOptions options, PollTimes times, Clocks clocks) {
    this.clocks = clocks;
    this.clients = new SriClients(options, times, clocks);
    this.miners = new SriMiners(options, times, clocks);
  }

  @Override
  public PoolReport poll(Source source, Faults faults)
      throws PollFailedException, InterruptedException {
    Source.Reply reply = source.get(PullTarget.METRICS).ok();
    SriMetrics metrics = SriMetrics.read(reply);
    if (metrics.uptime().orElse(-1) == 0) {
      // It started within this second, or its clock was set back to before its start.
      TimeUnit.SECONDS.sleep(1);
      reply = source.get(PullTarget.METRICS).ok();
      metrics = SriMetrics.read(reply);
    }
    if (start.restarted(SourceStart.told(source, reply, metrics.uptime()))) {
      clients.restarted();
      miners.restarted();
    }
    Optional<Instant> startedAt = start.reported();
    SriReport report =
        metrics.isTranslator()
            ? miners.report(source, startedAt, faults)
            : clients.report(source, metrics, startedAt, faults);
    URI address = source.uri("");
    return new PoolReport(
        List.of(),
        report.downstreams(),
        address.getAuthority(),
        clocks.wall().instant().getEpochSecond(),
        report.unreadable(),
        report.detail());
  }
}
