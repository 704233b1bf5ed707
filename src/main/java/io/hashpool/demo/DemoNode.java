package io.hashpool.demo;

import io.hashpool.pool.BlockHeader;
import io.hashpool.pool.BlockTemplate;
import io.hashpool.pool.Coinbase;
import io.hashpool.pool.Hash256;
import io.hashpool.pool.MerklePath;
import io.hashpool.pool.Pool;
import io.hashpool.pool.Target;
import io.hashpool.pool.Tip;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of the demo's own network: it keeps the tip of its chain, makes templates on it and
 * accepts blocks. Not thread-safe.
 */
final class DemoNode {
  private static final Logger LOG = LoggerFactory.getLogger(DemoNode.class);

  /** The top bits of BIP 9 without a signalled deployment. */
  private static final int VERSION = 0x20000000;

  private static final long REWARD_SATOSHI = 312_500_000;
  private static final int MOST_TRANSACTIONS = 12;

  private final int nBits;
  private final SplittableRandom random;
  private final InstantSource clock;
  private int height;
  private Tip tip;

  /** A chain with one block. */
  DemoNode(Target networkTarget, SplittableRandom random, InstantSource clock) {
    this.nBits = networkTarget.toCompact();
    this.random = random;
    this.clock = clock;
    this.tip = tipOn(randomHash());
  }

  /** A new template with the current transactions. */
  BlockTemplate newTemplate() {
    return templateOn(tip, "/hashpool demo/");
  }

  /** A template with a miner's own transactions. */
  BlockTemplate templateOn(Tip chosenTip, String signature) {
    Stream<Hash256> transactions =
        Stream.generate(this::randomHash).limit(random.nextInt(MOST_TRANSACTIONS));
    return new BlockTemplate(
        chosenTip, VERSION, coinbase(signature), MerklePath.of(transactions.toList()));
  }

  /** Accepts a block that the pool found. Returns whether it is the new tip. */
  boolean submitBlock(BlockHeader header) {
    Hash256 hash = header.hash();
    boolean extendsTip =
        header.previousHash().equals(tip.previousHash())
            && header.nBits() == nBits
            && tip.networkTarget().isMetBy(hash);
    if (extendsTip) {
      height++;
      tip = tipOn(hash);
      LOG.atInfo().addKeyValue("height", height).addKeyValue("hash", hash).log("block found");
    } else {
      LOG.atWarn()
          .addKeyValue("hash", hash)
          .addKeyValue("previous", header.previousHash())
          .log("block refused");
    }
    return extendsTip;
  }

  /** Another miner of the network found a block. */
  void otherBlock() {
    height++;
    tip = tipOn(randomHash());
  }

  private Tip tipOn(Hash256 previousHash) {
    return new Tip(previousHash, nBits, (int) (clock.millis() / 1000));
  }

  private Hash256 randomHash() {
    byte[] bytes = new byte[Hash256.BYTES];
    random.nextBytes(bytes);
    return Hash256.ofInternal(bytes);
  }

  /** One input with the height (BIP 34) and the gap in its script, one output to a key hash. */
  private Coinbase coinbase(String signature) {
    byte[] text = signature.getBytes(StandardCharsets.US_ASCII);
    int scriptLength = 1 + Integer.BYTES + text.length + Pool.EXTRANONCE_BYTES;
    ByteBuffer prefix =
        ByteBuffer.allocate(Integer.BYTES + 1 + 32 + Integer.BYTES + 1 + scriptLength)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(2)
            .put((byte) 1)
            .put(new byte[32])
            .putInt(-1)
            .put((byte) scriptLength)
            .put((byte) Integer.BYTES)
            .putInt(height + 1)
            .put(text);
    byte[] keyHash = new byte[20];
    random.nextBytes(keyHash);
    ByteBuffer suffix =
        ByteBuffer.allocate(Integer.BYTES + 1 + Long.BYTES + 1 + 22 + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(-1)
            .put((byte) 1)
            .putLong(REWARD_SATOSHI)
            .put((byte) 22)
            .put((byte) 0)
            .put((byte) keyHash.length)
            .put(keyHash)
            .putInt(0);
    byte[] beforeGap = new byte[prefix.position()];
    prefix.flip().get(beforeGap);
    return new Coinbase(beforeGap, suffix.array());
  }
}
