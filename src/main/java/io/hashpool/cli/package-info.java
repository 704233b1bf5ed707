/**
 * The program: flags, wiring, lifecycle, and nothing else. May depend on every other package; none
 * depends on it.
 */
@NullMarked
package io.hashpool.cli;

import org.jspecify.annotations.NullMarked;
