/**
 * The web server: {@code /metrics}, health, readiness, a landing page, JSON. It may depend on
 * {@code base}, {@code stats} (for the names of what it refuses), {@code exposition} and {@code
 * webconfig}.
 *
 * <p>It stands on the JDK's own server, whose limits are in {@code JdkServerSettings}. The
 * Prometheus client's {@code HTTPServer} matches paths by prefix, answers any method, and has no
 * readiness and no 404, so it is not used.
 */
@NullMarked
package io.hashpool.http;

import org.jspecify.annotations.NullMarked;
