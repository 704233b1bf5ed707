/**
 * The snapshot feed: a pool's totals as JSON lines over TCP. The wire records with their decoder
 * and encoder, the receiver and the reconciler that turn them into {@code stats}, and the publisher
 * that sends them. May depend on {@code stats}, Jackson's streaming core and SLF4J; knows nothing
 * of Micrometer, HTTP or the reference pool.
 */
@NullMarked
package io.hashpool.feed;

import org.jspecify.annotations.NullMarked;
