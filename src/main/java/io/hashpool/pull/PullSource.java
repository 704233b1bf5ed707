package io.hashpool.pull;

import io.hashpool.base.Backoff;
import io.hashpool.base.Clocks;
import io.hashpool.base.DaemonThreads;
import io.hashpool.ingest.OnlySource;
import io.hashpool.ingest.Peer;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.SourceMonitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one source over HTTP, and hands what it reports to the monitor. One thread asks, another is
 * the monitor's own: it sees that the source is silent also while a request hangs. Thread-safe.
 */
public final class PullSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PullSource.class);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration STOP_WAIT = Duration.ofSeconds(5);

  private final SourceMonitor monitor;
  private final Dialect dialect;
  private final SourceClient client;
  private final Peer peer;
  private final Duration interval;
  private final Backoff backoff;
  private final ScheduledExecutorService monitorThread =
      DaemonThreads.scheduler("hashpool-pull-monitor");
  private final Thread poller = DaemonThreads.named("hashpool-pull", this::run);

  private PullSource(
      SourceMonitor monitor, PullTarget target, HttpConfig http, PullSettings settings) {
    this.monitor = monitor;
    this.dialect = dialect(target, settings, monitor.clock());
    this.client =
        new SourceClient(target.base(), http, settings.maxBodyBytes(), settings.timeout());
    this.peer = new OnlySource(target.toString());
    this.interval = settings.times().interval();
    this.backoff = new Backoff(interval, settings.longestPause(), ThreadLocalRandom.current());
  }

  /**
   * Begins to ask.
   *
   * @param monitor of this source alone
   */
  public static PullSource start(
      SourceMonitor monitor, PullTarget target, HttpConfig http, PullSettings settings) {
    PullSource source = new PullSource(monitor, target, http, settings);
    source.monitorThread.scheduleAtFixedRate(
        DaemonThreads.guarded(monitor::tick), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    source.poller.start();
    LOG.atInfo()
        .addKeyValue("source", target)
        .addKeyValue("interval_seconds", source.interval.toMillis() / 1e3)
        .log("polling");
    return source;
  }

  /** To add a kind of source, write its {@link Dialect} and name it here. */
  private static Dialect dialect(PullTarget target, PullSettings settings, Clocks clocks) {
    return switch (target.kind()) {
      case HASHPOOL -> new HashpoolDialect(settings.acceptedBy(), clocks);
      case SRI -> new SriDialect(settings.sri(), settings.times(), clocks);
    };
  }

  private void run() {
    try {
      while (true) {
        long startedAt = System.nanoTime();
        boolean good = poll();
        long nanos =
            good ? interval.toNanos() - (System.nanoTime() - startedAt) : backoff.waitNanos();
        if (good) {
          backoff.reset();
        }
        TimeUnit.NANOSECONDS.sleep(nanos);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private boolean poll() throws InterruptedException {
    List<Runnable> faults = new ArrayList<>();
    Dialect.Faults later =
        (reason, detail) -> faults.add(() -> monitor.refusals().refused(peer, reason, detail));
    try {
      PoolReport report = dialect.poll(client, later);
      onMonitorThread(
          () -> {
            faults.forEach(Runnable::run);
            monitor.take(report, peer);
          });
      return true;
    } catch (PollFailedException e) {
      onMonitorThread(() -> monitor.refusals().refused(peer, e.reason(), e.detail()));
    } catch (RuntimeException e) {
      onMonitorThread(() -> monitor.refusals().failed(peer, e));
    }
    return false;
  }

  private void onMonitorThread(Runnable task) {
    monitorThread.execute(
        DaemonThreads.guarded(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                monitor.refusals().failed(peer, e);
              }
            }));
  }

  /** Stops asking, and withdraws what is shown. */
  @Override
  public void close() {
    poller.interrupt();
    try {
      poller.join(STOP_WAIT.toMillis());
      client.close();
      monitorThread.execute(DaemonThreads.guarded(monitor::stop));
      monitorThread.shutdown();
      if (!monitorThread.awaitTermination(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the last report was not taken in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
