/**
 * The Grafana dashboards, tested like code: the files alone, and each of their queries on a live
 * demo, by Prometheus and by VictoriaMetrics.
 */
@NullMarked
package io.hashpool.grafana;

import org.jspecify.annotations.NullMarked;
