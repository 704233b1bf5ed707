/**
 * Simulated miners that really hash, on the reference pool in this process: something to watch
 * without mining hardware. Targets are a few thousand hashes easy; all else, from the header to the
 * block, is what real miners do.
 *
 * <p>Depends on {@code pool}, {@code quote}, {@code stats} and SLF4J.
 */
@NullMarked
package io.hashpool.demo;

import org.jspecify.annotations.NullMarked;
