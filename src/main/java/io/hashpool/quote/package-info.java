/**
 * From an accepted share to an ehash quote: the worth of a share, the callback for each quote and
 * the bounded hand-over to the mint. May depend on {@code base}.
 */
@NullMarked
package io.hashpool.quote;

import org.jspecify.annotations.NullMarked;
