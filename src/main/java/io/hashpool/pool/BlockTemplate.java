package io.hashpool.pool;

/**
 * A block to mine, from a node or, for a declared job, from the miner.
 *
 * @param tip the tip that it builds on
 * @param version of the block; the miner may change the bits of {@link Job#VERSION_ROLLING_MASK}
 * @param coinbase with a gap of {@link Pool#EXTRANONCE_BYTES} for the extranonce
 * @param merklePath over the other transactions
 */
public record BlockTemplate(Tip tip, int version, Coinbase coinbase, MerklePath merklePath) {}
