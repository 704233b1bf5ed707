package io.hashpool.stats;

import io.micrometer.core.instrument.Tags;

/**
 * One series that tells something by its labels.
 *
 * @param tags its labels but for the downstream's id
 */
record InfoLabels(PoolMeter meter, Tags tags) {}
