package io.hashpool.cli;

import io.hashpool.base.HostAndPort;
import io.hashpool.demo.Demo;
import io.hashpool.demo.DemoOptions;
import io.hashpool.feed.PublisherOptions;
import io.hashpool.feed.SnapshotPublisher;
import io.hashpool.feed.StatsApi;
import io.hashpool.http.Readiness;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The reference pool with simulated miners, in this process. */
@Command(
    name = "demo",
    description = {
      "Serve the metrics of a small pool in this process, with simulated miners that really hash."
    })
final class DemoCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin WebOptions web = new WebOptions();
  @Mixin StatsOptions stats = new StatsOptions();
  @Mixin LogOptions log = new LogOptions();

  @Option(
      names = "--demo.miners",
      paramLabel = "COUNT",
      defaultValue = "12",
      description = "The number of miners. Default: ${DEFAULT-VALUE}")
  int miners;

  @Option(
      names = "--demo.shares-per-minute",
      paramLabel = "RATE",
      defaultValue = "12",
      description = "Shares a minute that vardiff steers each miner to. Default: ${DEFAULT-VALUE}")
  double sharesPerMinute;

  @Option(
      names = "--demo.silent-after",
      paramLabel = "DURATION",
      defaultValue = "2m",
      converter = PrometheusDuration.class,
      description = "One miner falls silent after this time. Default: ${DEFAULT-VALUE}")
  Duration silentAfter = DemoOptions.DEFAULTS.silentAfter();

  @Option(
      names = "--demo.reconnect-every",
      paramLabel = "DURATION",
      defaultValue = "45s",
      converter = PrometheusDuration.class,
      description = "One miner reconnects at this interval. Default: ${DEFAULT-VALUE}")
  Duration reconnectEvery = DemoOptions.DEFAULTS.reconnectEvery();

  @Option(
      names = "--demo.block-interval",
      paramLabel = "DURATION",
      defaultValue = "1m20s",
      converter = PrometheusDuration.class,
      description = "The average time between the pool's blocks. Default: ${DEFAULT-VALUE}")
  Duration blockInterval = DemoOptions.DEFAULTS.blockInterval();

  @Option(
      names = "--demo.seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The seed of every random choice except the hashes. Default: ${DEFAULT-VALUE}")
  long seed;

  @Option(
      names = "--publish-to",
      paramLabel = "HOST:PORT",
      converter = ListenAddressConverter.class,
      description =
          "Send snapshots to the feed of an exporter in another process. Metrics are then served"
              + " there, and here only if --web.listen-address is given")
  @Nullable HostAndPort publishTo;

  @Option(
      names = "--publish-interval",
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = PrometheusDuration.class,
      description = "The time between snapshots. Default: ${DEFAULT-VALUE}")
  Duration publishInterval = PublisherOptions.DEFAULT_INTERVAL;

  @Override
  public Integer call() throws Exception {
    DemoOptions options = options();
    Logging.configure(log);
    try (ExporterProcess process = new ExporterProcess()) {
      PoolStatsRegistry registry =
          process.closedAtTheEnd(stats.registry(process.meters(), StatsOrigin.IN_PROCESS));
      HostAndPort exporter = publishTo;
      if (exporter == null || web.isListenAddressGiven()) {
        process.startWebServer(web, Readiness.always(), StatsApi.of(registry::snapshot));
      }
      process.closedAtTheEnd(Demo.start(options, registry));
      if (exporter != null) {
        process.closedAtTheEnd(
            SnapshotPublisher.start(
                registry::snapshot,
                InetSocketAddress.createUnresolved(exporter.host(), exporter.port()),
                PublisherOptions.every(publishInterval)));
      }
      process.awaitSignal();
    }
    return CommandLine.ExitCode.OK;
  }

  private DemoOptions options() {
    try {
      return new DemoOptions(
          miners, sharesPerMinute, silentAfter, reconnectEvery, blockInterval, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
