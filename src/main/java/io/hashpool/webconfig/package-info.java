/**
 * The web configuration file of Prometheus's own exporters: TLS, client certificates, basic auth
 * and headers, read strictly and read again when it changes. Knows nothing of the web server that
 * uses it. Depends on Jackson's YAML, Bouncy Castle for PEM, a bcrypt library, and SLF4J.
 */
@NullMarked
package io.hashpool.webconfig;

import org.jspecify.annotations.NullMarked;
