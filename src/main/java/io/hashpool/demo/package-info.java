/**
 * Simulated miners that really hash, on the reference pool in this process, to watch without mining
 * hardware. A share takes a few thousand hashes. Everything else, from the header to the block, is
 * what real miners do.
 *
 * <p>May depend on {@code pool}, and on {@code quote}, {@code stats} and {@code base}.
 */
@NullMarked
package io.hashpool.demo;

import org.jspecify.annotations.NullMarked;
