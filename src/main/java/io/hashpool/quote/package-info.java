/**
 * From an accepted share to an ehash quote: what a share is worth, the callback that hears of each
 * quote, and the bounded hand-over to the mint. Depends on the JDK alone.
 */
@NullMarked
package io.hashpool.quote;

import org.jspecify.annotations.NullMarked;
