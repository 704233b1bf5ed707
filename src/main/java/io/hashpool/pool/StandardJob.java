package io.hashpool.pool;

/**
 * A job of a standard channel: the merkle root is given, the miner rolls nonce, time and version.
 *
 * @param id its number in the channel
 * @param tip the tip that it builds on
 * @param version the block's version before rolling
 * @param target the target that its shares must meet
 * @param merkleRoot of the block with the channel's own extranonce
 */
public record StandardJob(long id, Tip tip, int version, Target target, Hash256 merkleRoot)
    implements Job<StandardShare> {
  @Override
  public boolean fits(StandardShare share) {
    return true;
  }

  @Override
  public BlockHeader header(StandardShare share) {
    return new BlockHeader(
        share.version(), tip.previousHash(), merkleRoot, share.time(), tip.nBits(), share.nonce());
  }
}
