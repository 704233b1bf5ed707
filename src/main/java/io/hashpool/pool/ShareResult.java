package io.hashpool.pool;

import io.hashpool.stats.RejectReason;

/** The pool's answer to a share. */
public sealed interface ShareResult {
  /**
   * The share is accepted.
   *
   * @param hash of its header
   * @param targetDifficulty the difficulty of its target, which it is paid for
   * @param shareDifficulty the difficulty that its hash reached
   */
  record Accepted(Hash256 hash, double targetDifficulty, double shareDifficulty)
      implements ShareResult {}

  /**
   * The share is accepted and solves a block.
   *
   * @param share the accepted share
   * @param header the block's header
   */
  record BlockFound(Accepted share, BlockHeader header) implements ShareResult {}

  /**
   * The share is rejected.
   *
   * @param reason the SV2 error code
   */
  record Rejected(RejectReason reason) implements ShareResult {}
}
