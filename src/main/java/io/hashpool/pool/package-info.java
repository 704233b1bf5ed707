/**
 * The reference pool: downstreams that connect and go, their channels and jobs, the check of each
 * share, and vardiff. It mines for no one and speaks no protocol; what it does is decide about
 * shares as a Stratum V2 pool does, and tell statistics of it.
 *
 * <p>Depends on {@code quote}, {@code stats} and SLF4J; knows nothing of meters. All that it tells
 * statistics is in one class, {@code Bookkeeping}.
 */
@NullMarked
package io.hashpool.pool;

import org.jspecify.annotations.NullMarked;
