/**
 * The HTTP sources: polls a pool's or a translator's own monitoring endpoint and makes reports of
 * it. One {@link io.hashpool.pull.Dialect} for each kind of source; what becomes of a report is
 * decided in {@code ingest}. It depends on {@code ingest}, and on what that may use, and on
 * Jackson.
 */
@NullMarked
package io.hashpool.pull;

import org.jspecify.annotations.NullMarked;
