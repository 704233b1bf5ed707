/**
 * The web server: {@code /metrics}, health, readiness, a landing page, JSON. Depends on its own
 * {@code exposition} and {@code webconfig}, the Prometheus registry, and the JDK's {@code
 * jdk.httpserver}, and of {@code stats} on the names of what it refuses.
 *
 * <p>The client's own {@code HTTPServer} matches paths by prefix, answers any method, and has
 * neither readiness nor a 404; so the metrics of {@link io.hashpool.exposition} are mounted on a
 * router of this package instead.
 */
@NullMarked
package io.hashpool.http;

import org.jspecify.annotations.NullMarked;
