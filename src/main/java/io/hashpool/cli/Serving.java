package io.hashpool.cli;

import io.hashpool.base.Clocks;
import io.hashpool.feed.FeedLimits;
import io.hashpool.feed.FeedReceiver;
import io.hashpool.feed.StatsApi;
import io.hashpool.http.Readiness;
import io.hashpool.ingest.SourceMonitor;
import io.hashpool.pull.HttpConfig;
import io.hashpool.pull.PullSource;
import io.hashpool.pull.PullTarget;
import io.hashpool.stats.FeedStats;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The exporter of a pool elsewhere, which sends its snapshots or is asked for them: what {@code
 * serve} does, and the program where no command is given.
 */
abstract class Serving implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin WebOptions web = new WebOptions();
  @Mixin FeedOptions feed = new FeedOptions();
  @Mixin PullOptions pull = new PullOptions();
  @Mixin StatsOptions stats = new StatsOptions();
  @Mixin LogOptions log = new LogOptions();

  @Override
  public Integer call() throws Exception {
    FeedLimits limits = limits();
    Optional<PullTarget> pulled = pull.source();
    HttpConfig http = pull.httpConfig();
    Logging.configure(log);
    try (ExporterProcess process = new ExporterProcess()) {
      PoolStatsRegistry registry =
          process.closedAtTheEnd(stats.registry(process.meters(), origin(pulled)));
      FeedStats feedStats = process.closedAtTheEnd(new FeedStats(process.meters()));
      Duration staleAfter = pulled.isPresent() ? pull.staleAfter(feed.staleAfter) : feed.staleAfter;
      SourceMonitor monitor = new SourceMonitor(registry, feedStats, Clocks.system(), staleAfter);
      process.startWebServer(web, readiness(monitor, staleAfter), StatsApi.of(monitor));
      process.closedAtTheEnd(
          pulled.isPresent()
              ? PullSource.start(monitor, pulled.get(), http, pull.settings(staleAfter))
              : FeedReceiver.start(
                  feed.listenAddress.resolve(),
                  monitor,
                  FeedOptions.affordable(limits),
                  feed.allowed(),
                  feed.accepted));
      process.awaitSignal();
    }
    return CommandLine.ExitCode.OK;
  }

  private static StatsOrigin origin(Optional<PullTarget> pulled) {
    boolean sri = pulled.filter(source -> source.kind() == PullTarget.Kind.SRI).isPresent();
    return sri ? StatsOrigin.MONITORED : StatsOrigin.REPORTED;
  }

  private Readiness readiness(SourceMonitor monitor, Duration staleAfter) {
    String how =
        pull.source()
            .map(source -> "it is asked at " + source)
            .orElse("the pool sends them to " + feed.listenAddress);
    return () ->
        monitor.state().up()
            ? new Readiness.State.Ready()
            : new Readiness.State.NotReady(
                "no pool snapshot in the last " + staleAfter.toSeconds() + " s; " + how);
  }

  private FeedLimits limits() {
    try {
      return feed.limits();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
