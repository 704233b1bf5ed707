package io.hashpool.pool;

/**
 * A job of an extended channel: the miner gets the coinbase in two parts and the merkle path, rolls
 * the extranonce between them, and computes the merkle root.
 *
 * @param id its number in the channel
 * @param tip the tip that it builds on
 * @param version the block's version before rolling
 * @param target the target that its shares must meet
 * @param coinbase the coinbase with its gap
 * @param merklePath over the other transactions
 * @param extranoncePrefix the channel's own part of the extranonce
 * @param extranonceSize bytes of the miner's part, exactly
 */
public record ExtendedJob(
    long id,
    Tip tip,
    int version,
    Target target,
    Coinbase coinbase,
    MerklePath merklePath,
    Extranonce extranoncePrefix,
    int extranonceSize)
    implements Job<ExtendedShare> {
  /** The merkle root for a miner's part of the extranonce. */
  public Hash256 merkleRoot(Extranonce extranonce) {
    return merklePath.rootOver(coinbase.transactionId(extranoncePrefix.append(extranonce)));
  }

  @Override
  public boolean fits(ExtendedShare share) {
    return share.extranonce().size() == extranonceSize;
  }

  @Override
  public BlockHeader header(ExtendedShare share) {
    return new BlockHeader(
        share.version(),
        tip.previousHash(),
        merkleRoot(share.extranonce()),
        share.time(),
        tip.nBits(),
        share.nonce());
  }
}
