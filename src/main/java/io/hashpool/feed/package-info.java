/**
 * The snapshot feed: a pool's totals as JSON lines over TCP. The decoder and encoder of the lines,
 * the receiver that hands what it reads to {@code ingest}, and the publisher that sends. May depend
 * on {@code ingest}, and on Jackson's streaming core.
 */
@NullMarked
package io.hashpool.feed;

import org.jspecify.annotations.NullMarked;
