package io.hashpool.pool;

/** Called for each block that a share solved; passes it on to the node. */
@FunctionalInterface
public interface BlockListener {
  /**
   * A share solved a block. Called on the thread of that share without a lock, so it may
   * {@linkplain Pool#update give the pool new work}. Must not throw.
   */
  void onBlockFound(BlockHeader header);
}
