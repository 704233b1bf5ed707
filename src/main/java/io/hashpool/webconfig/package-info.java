/**
 * The web configuration file of Prometheus's own exporters: TLS, client certificates, passwords,
 * headers and a rate limit. It is read strictly, and again when it changes. The package knows
 * nothing of the web server that uses it. It may depend on {@code base}, Jackson's YAML, a bcrypt
 * library, and SLF4J.
 */
@NullMarked
package io.hashpool.webconfig;

import org.jspecify.annotations.NullMarked;
