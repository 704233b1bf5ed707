/**
 * What a pool's downstreams did, as Micrometer meters: who is connected, what they mined, what was
 * rejected; and what the exporter itself took and refused. Depends on {@code quote}, Micrometer's
 * facade and SLF4J; knows nothing of Prometheus, so that it works in any Micrometer application.
 */
@NullMarked
package io.hashpool.stats;

import org.jspecify.annotations.NullMarked;
