/**
 * From an accepted share to an ehash quote: what a share is worth, the callback that hears of each
 * quote, the bounded hand-over to the mint, and the log of what fails on a share's way. Depends on
 * the JDK alone.
 */
@NullMarked
package io.hashpool.quote;

import org.jspecify.annotations.NullMarked;
