package io.hashpool.feed;

import io.hashpool.base.DaemonThreads;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.WindowReport;
import io.hashpool.stats.PoolSnapshot;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a pool's totals to an exporter elsewhere: polls a provider, and sends what it gave over one
 * connection, and the windows, where it knows them, over another. The pool never waits for it: what
 * the exporter does not take in time is dropped for what is newer.
 */
public final class SnapshotPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotPublisher.class);

  private final StatsSnapshotProvider provider;
  private final LineSender totals;
  private final LineSender windows;
  private final ScheduledExecutorService poller;

  private SnapshotPublisher(
      StatsSnapshotProvider provider, InetSocketAddress target, PublisherOptions options) {
    this.provider = Objects.requireNonNull(provider, "provider");
    this.totals = new LineSender("feed-publisher-totals", target, options);
    this.windows = new LineSender("feed-publisher-windows", target, options);
    this.poller = DaemonThreads.scheduler("feed-publisher-poll");
  }

  /**
   * Begins to poll and send, now and at each interval. It never fails for the target's sake: it
   * tries again for as long as it lives.
   *
   * @param target the exporter's feed; resolved or not, its name is looked up at each attempt
   */
  public static SnapshotPublisher start(
      StatsSnapshotProvider provider, InetSocketAddress target, PublisherOptions options) {
    SnapshotPublisher publisher = new SnapshotPublisher(provider, target, options);
    publisher.totals.start();
    publisher.windows.start();
    publisher.poller.scheduleAtFixedRate(
        DaemonThreads.guarded(publisher::poll),
        0,
        options.interval().toNanos(),
        TimeUnit.NANOSECONDS);
    return publisher;
  }

  /** Stops: closes both connections and ends every thread. A second call does nothing. */
  @Override
  public void close() {
    poller.shutdownNow();
    totals.close();
    windows.close();
    try {
      poller.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll() {
    try {
      totals.checkStuck();
      windows.checkStuck();
      PoolSnapshot snapshot = provider.snapshot();
      totals.offer(PoolReport.of(snapshot));
      WindowReport.of(snapshot).ifPresent(windows::offer);
    } catch (RuntimeException e) {
      // Thrown on, it would end the polling.
      LOG.atError().setCause(e).log("publisher could not take a snapshot");
    }
  }
}
