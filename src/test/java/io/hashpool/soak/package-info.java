/**
 * The daemon under churn, faults and scrapes for as long as one likes. {@code scripts/soak.sh}
 * starts it by hand, and a minute of it is part of every build.
 */
@NullMarked
package io.hashpool.soak;

import org.jspecify.annotations.NullMarked;
