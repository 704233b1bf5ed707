package io.hashpool.http;

import io.hashpool.exposition.ExpositionHandler;
import io.hashpool.exposition.RegistryExposition;
import io.prometheus.metrics.config.PrometheusProperties;
import java.util.List;
import java.util.Optional;

/** The routes that every Prometheus exporter has. */
public final class StandardRoutes {
  private static final Reply OK = Reply.text(200, "ok");
  private static final Reply NOT_READY = Reply.text(503, "not ready");

  private StandardRoutes() {}

  /**
   * Metrics, health and readiness. Health and readiness need no password, and then tell no reason.
   *
   * @param telemetryPath where the metrics are
   * @param exposition what is exposed
   * @param readiness asked by {@code /-/ready}
   * @throws IllegalArgumentException if the telemetry path is not a path
   */
  public static List<Route> of(
      String telemetryPath, RegistryExposition exposition, Readiness readiness) {
    return List.of(
        new Route(
            telemetryPath,
            "Metrics, for Prometheus",
            new ExpositionHandler(exposition, PrometheusProperties.get())),
        new Route(
            "/-/healthy",
            "200 while the process answers",
            Reply.handler(() -> Reply.text(200, "hashpool-exporter is healthy.")),
            Optional.of(Reply.handler(() -> OK))),
        new Route(
            "/-/ready",
            "200 while there is something to show, 503 otherwise",
            Reply.handler(() -> ready(readiness.now())),
            Optional.of(
                Reply.handler(
                    () -> readiness.now() instanceof Readiness.State.Ready ? OK : NOT_READY))));
  }

  private static Reply ready(Readiness.State state) {
    if (state instanceof Readiness.State.NotReady notReady) {
      return Reply.text(503, "hashpool-exporter is not ready: " + notReady.reason());
    }
    return Reply.text(200, "hashpool-exporter is ready.");
  }
}
