package io.hashpool.pool;

/**
 * The block that a new block must build on (SV2's {@code SetNewPrevHash}).
 *
 * @param previousHash the last block of the chain
 * @param nBits the network's target in compact form
 * @param minTime the smallest time a header may have, unix seconds, unsigned 32-bit
 */
public record Tip(Hash256 previousHash, int nBits, int minTime) {
  /**
   * Checks the target.
   *
   * @throws IllegalArgumentException if nBits is not a valid target
   */
  public Tip {
    Target.ofCompact(nBits);
  }

  /** The network's target. */
  public Target networkTarget() {
    return Target.ofCompact(nBits);
  }
}
