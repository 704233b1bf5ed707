/**
 * The reference pool: downstreams that connect and leave, their channels and jobs, the check of
 * each share, and vardiff. It speaks no protocol. It decides about shares as a Stratum V2 pool
 * does, and records them.
 *
 * <p>May depend on {@code base}, {@code quote} and {@code stats}. It knows no metrics library. One
 * class, {@code Bookkeeping}, has all contact with statistics.
 */
@NullMarked
package io.hashpool.pool;

import org.jspecify.annotations.NullMarked;
