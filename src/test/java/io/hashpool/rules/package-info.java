/**
 * The Prometheus rules, tested like code: against the meters that exist, by promtool's rule engine,
 * and with a real Prometheus and Alertmanager.
 */
@NullMarked
package io.hashpool.rules;

import org.jspecify.annotations.NullMarked;
