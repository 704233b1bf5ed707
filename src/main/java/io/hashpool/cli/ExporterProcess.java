package io.hashpool.cli;

import io.hashpool.base.DaemonThreads;
import io.hashpool.base.HostAndPort;
import io.hashpool.exposition.RegistryExposition;
import io.hashpool.feed.StatsApi;
import io.hashpool.http.Readiness;
import io.hashpool.http.Route;
import io.hashpool.http.StandardRoutes;
import io.hashpool.http.WebServer;
import io.hashpool.http.WebServerOptions;
import io.hashpool.stats.WebStats;
import io.hashpool.webconfig.WebConfigFile;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every mode of the program has in common: the registry with the process's own meters, the web
 * server, and the end. What was opened last is closed first, but for the web server: it finishes
 * its scrapes while all that they show is still there.
 */
final class ExporterProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExporterProcess.class);

  /** Over what the web server waits for a scrape; under the ten seconds that supervisors give. */
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(8);

  private final BuildInfo build = BuildInfo.load();
  private final RegistryExposition exposition =
      new RegistryExposition(
          PrometheusConfig.DEFAULT,
          PrometheusProperties.get(),
          Clock.SYSTEM,
          DaemonThreads.onOtherProcessors("hashpool-scrape-"));
  private final PrometheusMeterRegistry meters = exposition.registry();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private Optional<WebServer> webServer = Optional.empty();
  private volatile Optional<WebConfigFile> configFile = Optional.empty();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread onSignal = new Thread(this::onSignal, "hashpool-shutdown");

  ExporterProcess() {
    // Before anything is open: a signal may come while it starts.
    Runtime.getRuntime().addShutdownHook(onSignal);
    HangUp.handle(this::onHangUp);
    closedAtTheEnd(HeapWatch.start());
    closedAtTheEnd(new ProcessMeters(meters));
    build.register(meters);
  }

  PrometheusMeterRegistry meters() {
    return meters;
  }

  /** Takes charge of closing something. */
  <T extends AutoCloseable> T closedAtTheEnd(T resource) {
    opened.push(resource);
    return resource;
  }

  void startWebServer(WebOptions options, Readiness readiness, StatsApi api) throws IOException {
    List<Route> routes = new ArrayList<>();
    routes.addAll(StandardRoutes.of(options.telemetryPath, exposition, readiness));
    routes.addAll(ApiRoutes.of(api));
    configFile = options.openConfigFile();
    configFile.ifPresent(file -> register(closedAtTheEnd(file)));
    WebStats stats = closedAtTheEnd(new WebStats(meters));
    WebServer server =
        WebServer.start(
            options.listenAddresses(),
            routes,
            build.version(),
            new WebServerOptions(
                options.maxRequests, configFile, options.protectHealth, stats::refused));
    webServer = Optional.of(server);
    for (InetSocketAddress address : server.addresses()) {
      LOG.atInfo()
          .addKeyValue("version", build.version())
          .addKeyValue("revision", build.revision())
          .addKeyValue(
              "url",
              server.scheme()
                  + "://"
                  + new HostAndPort(address.getAddress().getHostAddress(), address.getPort())
                  + options.telemetryPath)
          .log("serving metrics");
    }
  }

  private void onHangUp() {
    configFile.ifPresentOrElse(
        WebConfigFile::readAgain,
        () -> LOG.info("SIGHUP: there is no web configuration file to read again"));
  }

  private void register(WebConfigFile file) {
    Gauge.builder(
            "hashpool.exporter.web.config.last.reload.successful",
            () -> file.isLastReadGood() ? 1 : 0)
        .description("Whether the web configuration in force is what its file says now")
        .register(meters);
  }

  /** Waits for SIGTERM or SIGINT, and lets the process end only when everything is closed. */
  void awaitSignal() throws InterruptedException {
    stop.await();
  }

  private void onSignal() {
    stop.countDown();
    try {
      if (!stopped.await(PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("not everything closed in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Asked to end, it ended well: the JVM's own status would be 143, a failure to supervisors.
    Runtime.getRuntime().halt(0);
  }

  @Override
  public void close() {
    webServer.ifPresent(opened::push);
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the process failed to close", e);
      }
    }
    meters.close();
    if (stop.getCount() == 0) {
      LOG.info("stopped");
    } else {
      // It ends of itself, by a failure, whose exit status must stand.
      removeShutdownHook();
    }
    stopped.countDown();
  }

  private void removeShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      LOG.debug("a signal came while closing", e);
    }
  }
}
