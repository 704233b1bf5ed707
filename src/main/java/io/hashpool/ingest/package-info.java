/**
 * What a pool elsewhere reports, as records, and what becomes of it: the monitor decides whether a
 * source is live, silent, contradictory or back; the reconciler turns totals into sessions. Knows
 * no transport and no format: whoever reads a source makes reports and hands them to {@link
 * io.hashpool.ingest.SourceMonitor}. May depend on {@code base} and {@code stats}.
 */
@NullMarked
package io.hashpool.ingest;

import org.jspecify.annotations.NullMarked;
