/**
 * The web server: {@code /metrics} by the Prometheus client's handler, health, readiness, a landing
 * page, JSON. Depends on {@code stats}, the Prometheus registry and its HTTP server, and the JDK's
 * {@code jdk.httpserver}.
 *
 * <p>The client's own {@code HTTPServer} matches paths by prefix, answers any method, and has
 * neither readiness nor a 404; so its {@code MetricsHandler} is mounted on a router of this package
 * instead.
 */
@NullMarked
package io.hashpool.http;

import org.jspecify.annotations.NullMarked;
