package io.hashpool.cli;

import io.hashpool.base.Clocks;
import io.hashpool.feed.FeedLimits;
import io.hashpool.feed.FeedReceiver;
import io.hashpool.feed.StatsApi;
import io.hashpool.http.Readiness;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The exporter of a pool that sends its snapshots: what {@code serve} does, and the program where
 * no command is given.
 */
abstract class Serving implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin WebOptions web = new WebOptions();
  @Mixin FeedOptions feed = new FeedOptions();
  @Mixin StatsOptions stats = new StatsOptions();
  @Mixin LogOptions log = new LogOptions();

  @Override
  public Integer call() throws Exception {
    FeedLimits limits = limits();
    Logging.configure(log);
    try (ExporterProcess process = new ExporterProcess()) {
      PoolStatsRegistry registry =
          process.closedAtTheEnd(stats.registry(process.meters(), StatsOrigin.REPORTED));
      FeedStats feedStats = process.closedAtTheEnd(new FeedStats(process.meters()));
      SourceMonitor monitor =
          new SourceMonitor(registry, feedStats, Clocks.system(), feed.staleAfter);
      process.startWebServer(web, readiness(monitor), StatsApi.of(monitor));
      process.closedAtTheEnd(
          FeedReceiver.start(feed.listenAddress.resolve(), monitor, limits, feed.allowed()));
      process.awaitSignal();
    }
    return CommandLine.ExitCode.OK;
  }

  private Readiness readiness(SourceMonitor monitor) {
    return () ->
        monitor.state().up()
            ? new Readiness.State.Ready()
            : new Readiness.State.NotReady(
                "no pool snapshot in the last "
                    + feed.staleAfter.toSeconds()
                    + " s; the pool sends them to "
                    + feed.listenAddress);
  }

  private FeedLimits limits() {
    try {
      return feed.limits();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
