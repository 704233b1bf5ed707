/**
 * A fast exposition of a Micrometer registry in Prometheus's formats, byte for byte what the
 * library writes. Knows nothing of pools: depends on Micrometer's Prometheus registry, the
 * Prometheus client, the JDK's HTTP server and SLF4J, and on nothing else of this project.
 *
 * <p>The library builds a snapshot of every sample at every scrape, sorts it, writes it into one
 * buffer and sends that. {@link io.hashpool.exposition.RegistryExposition} instead keeps, from one
 * scrape to the next, what does not change: the heading of each family, the labels of each sample
 * as bytes, and their order. A scrape then reads the values and streams.
 */
@NullMarked
package io.hashpool.exposition;

import org.jspecify.annotations.NullMarked;
