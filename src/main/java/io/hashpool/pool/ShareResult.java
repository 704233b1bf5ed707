package io.hashpool.pool;

import io.hashpool.stats.RejectReason;

/** The pool's answer to a share. */
public sealed interface ShareResult {
  /**
   * It counts.
   *
   * @param hash of its header
   * @param targetDifficulty the difficulty it was asked for, and is paid for
   * @param shareDifficulty the difficulty that its hash reached
   */
  record Accepted(Hash256 hash, double targetDifficulty, double shareDifficulty)
      implements ShareResult {}

  /**
   * It counts, and it solves a block.
   *
   * @param share what it counts as
   * @param header the block's
   */
  record BlockFound(Accepted share, BlockHeader header) implements ShareResult {}

  /**
   * It does not count.
   *
   * @param reason the SV2 error code
   */
  record Rejected(RejectReason reason) implements ShareResult {}
}
