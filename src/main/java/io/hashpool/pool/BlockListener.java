package io.hashpool.pool;

/** Hears of each block that a share solved: the way to the node. */
@FunctionalInterface
public interface BlockListener {
  /**
   * A share solved a block. Called on the thread of that share, holding no lock, so it may
   * {@linkplain Pool#update give the pool new work}; must not throw.
   */
  void onBlockFound(BlockHeader header);
}
