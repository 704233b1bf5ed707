/**
 * The daemon under churn, faults and scrapes for as long as one likes. {@code scripts/soak.sh}
 * starts it; the build leaves it out.
 */
@NullMarked
package io.hashpool.soak;

import org.jspecify.annotations.NullMarked;
