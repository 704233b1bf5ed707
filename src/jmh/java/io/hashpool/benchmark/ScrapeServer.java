package io.hashpool.benchmark;

import com.sun.net.httpserver.HttpServer;
import io.hashpool.base.DaemonThreads;
import io.hashpool.base.HostAndPort;
import io.hashpool.exposition.RegistryExposition;
import io.hashpool.http.Readiness;
import io.hashpool.http.StandardRoutes;
import io.hashpool.http.WebServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * One way to serve a filled pool, in a process of its own: prints its port and the heap that the
 * meters take, serves {@code /metrics}, and ends with its standard input.
 */
public final class ScrapeServer {
  private ScrapeServer() {}

  /** Takes the name of a {@link Peer} and the number of downstreams. */
  public static void main(String[] args) throws Exception {
    Peer peer = Peer.valueOf(args[0]);
    int downstreams = Integer.parseInt(args[1]);
    // What any server needs, so that the difference is the meters'.
    long idle = usedHeap();
    Serving serving = serve(peer, downstreams);
    long filled = usedHeap();
    System.out.println(serving.port() + " " + (filled - idle));
    while (System.in.read() >= 0) {
      // Until the other side is done.
    }
    serving.stop().run();
    if (serving.kept() == null) {
      throw new IllegalStateException("the meters must live as long as the server");
    }
    System.exit(0);
  }

  private record Serving(int port, Runnable stop, Object kept) {}

  private static Serving serve(Peer peer, int downstreams) throws Exception {
    PrometheusProperties properties = PrometheusProperties.builder().build();
    switch (peer) {
      case EXPOSITION -> {
        RegistryExposition exposition =
            new RegistryExposition(
                PrometheusConfig.DEFAULT,
                properties,
                Clock.SYSTEM,
                DaemonThreads.onOtherProcessors("scrape-"));
        FilledPool pool = new FilledPool(exposition.registry(), downstreams);
        WebServer server =
            WebServer.start(
                HostAndPort.parse("127.0.0.1:0"),
                StandardRoutes.of("/metrics", exposition, Readiness.always()),
                "benchmark");
        return new Serving(server.addresses().get(0).getPort(), server::close, pool);
      }
      case MICROMETER -> {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FilledPool pool = new FilledPool(registry, downstreams);
        return jdkServer(new MetricsHandler(properties, registry.getPrometheusRegistry()), pool);
      }
      case CLIENT_JAVA -> {
        PrometheusRegistry registry = clientJavaCopy(downstreams);
        return jdkServer(new MetricsHandler(properties, registry), registry);
      }
      case SIMPLECLIENT -> {
        CollectorRegistry registry = simpleclientCopy(downstreams);
        io.prometheus.client.exporter.HTTPServer server =
            new io.prometheus.client.exporter.HTTPServer.Builder()
                .withInetAddress(InetAddress.getLoopbackAddress())
                .withPort(0)
                .withRegistry(registry)
                .withDaemonThreads(true)
                .build();
        return new Serving(server.getPort(), server::close, registry);
      }
    }
    throw new AssertionError(peer);
  }

  private static Serving jdkServer(com.sun.net.httpserver.HttpHandler handler, Object kept)
      throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/metrics", handler);
    server.setExecutor(
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
    return new Serving(server.getAddress().getPort(), () -> server.stop(0), kept);
  }

  /** The same series and values as client_java's own counters and gauges. */
  private static PrometheusRegistry clientJavaCopy(int downstreams) throws Exception {
    PrometheusRegistry copy = new PrometheusRegistry();
    for (MetricSnapshot family : originals(downstreams)) {
      String name = family.getMetadata().getPrometheusName();
      String help = family.getMetadata().getHelp();
      String[] labelNames = labelNames(family);
      if (family instanceof CounterSnapshot counters) {
        io.prometheus.metrics.core.metrics.Counter counter =
            io.prometheus.metrics.core.metrics.Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labelNames)
                .withoutExemplars()
                .register(copy);
        counters
            .getDataPoints()
            .forEach(p -> counter.labelValues(labelValues(p)).inc(p.getValue()));
      } else {
        io.prometheus.metrics.core.metrics.Gauge gauge =
            io.prometheus.metrics.core.metrics.Gauge.builder()
                .name(name)
                .help(help)
                .labelNames(labelNames)
                .withoutExemplars()
                .register(copy);
        family.getDataPoints().forEach(p -> gauge.labelValues(labelValues(p)).set(value(p)));
      }
    }
    return copy;
  }

  /** The same series and values in the older client. */
  private static CollectorRegistry simpleclientCopy(int downstreams) throws Exception {
    CollectorRegistry copy = new CollectorRegistry();
    for (MetricSnapshot family : originals(downstreams)) {
      String name = family.getMetadata().getPrometheusName();
      String help = family.getMetadata().getHelp();
      String[] labelNames = labelNames(family);
      if (family instanceof CounterSnapshot counters) {
        io.prometheus.client.Counter counter =
            io.prometheus.client.Counter.build(name, help).labelNames(labelNames).register(copy);
        counters.getDataPoints().forEach(p -> counter.labels(labelValues(p)).inc(p.getValue()));
      } else {
        io.prometheus.client.Gauge gauge =
            io.prometheus.client.Gauge.build(name, help).labelNames(labelNames).register(copy);
        family.getDataPoints().forEach(p -> gauge.labels(labelValues(p)).set(value(p)));
      }
    }
    return copy;
  }

  private static Iterable<MetricSnapshot> originals(int downstreams) throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    FilledPool pool = new FilledPool(registry, downstreams);
    try {
      return registry.getPrometheusRegistry().scrape().stream()
          .filter(family -> family.getDataPoints().stream().noneMatch(ScrapeServer::isHistogram))
          .toList();
    } finally {
      pool.stats.close();
    }
  }

  private static boolean isHistogram(DataPointSnapshot point) {
    return point instanceof io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
  }

  private static double value(DataPointSnapshot point) {
    return point instanceof GaugeSnapshot.GaugeDataPointSnapshot gauge ? gauge.getValue() : 1;
  }

  private static String[] labelNames(MetricSnapshot family) {
    Labels labels = family.getDataPoints().get(0).getLabels();
    return IntStream.range(0, labels.size()).mapToObj(labels::getName).toArray(String[]::new);
  }

  private static String[] labelValues(DataPointSnapshot point) {
    Labels labels = point.getLabels();
    return IntStream.range(0, labels.size()).mapToObj(labels::getValue).toArray(String[]::new);
  }

  private static long usedHeap() throws InterruptedException {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }
}
