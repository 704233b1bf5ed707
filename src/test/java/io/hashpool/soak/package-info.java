/**
 * The daemon under churn, faults and scrapes: a minute of it in the build, and as long as one likes
 * by {@code scripts/soak.sh}.
 */
@NullMarked
package io.hashpool.soak;

import org.jspecify.annotations.NullMarked;
