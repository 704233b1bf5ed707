package io.hashpool.pool;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a miner says when it opens a channel. None of it is trusted: a hashrate that is not a
 * positive number counts as unknown, and a bad key costs the miner its quotes but not its shares.
 * Immutable.
 */
public final class ChannelRequest {
  private final double nominalHashrate;
  private final byte[] lockingKey;

  /**
   * A request.
   *
   * @param nominalHashrate in hashes per second; sets the first target
   * @param lockingKey the compressed public key for the channel's quotes; copied
   */
  public ChannelRequest(double nominalHashrate, byte[] lockingKey) {
    this.nominalHashrate = nominalHashrate;
    this.lockingKey = lockingKey.clone();
  }

  /** In hashes per second, as the miner says. */
  public double nominalHashrate() {
    return nominalHashrate;
  }

  /** A copy of the key. */
  public byte[] lockingKey() {
    return lockingKey.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelRequest that
        && Double.compare(that.nominalHashrate, nominalHashrate) == 0
        && Arrays.equals(that.lockingKey, lockingKey);
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(nominalHashrate) + Arrays.hashCode(lockingKey);
  }

  @Override
  public String toString() {
    return "ChannelRequest[nominalHashrate="
        + nominalHashrate
        + ", lockingKey="
        + HexFormat.of().formatHex(lockingKey)
        + "]";
  }
}
