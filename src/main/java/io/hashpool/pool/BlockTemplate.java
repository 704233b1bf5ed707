package io.hashpool.pool;

/**
 * What there is to mine, from a node or, for a declared job, from the miner.
 *
 * @param tip what it builds on
 * @param version of the block; the bits of {@link Job#VERSION_ROLLING_MASK} are the miner's
 * @param coinbase with a gap of {@link Pool#EXTRANONCE_BYTES} for the extranonce
 * @param merklePath over the other transactions
 */
public record BlockTemplate(Tip tip, int version, Coinbase coinbase, MerklePath merklePath) {}
