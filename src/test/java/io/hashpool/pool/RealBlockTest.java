package io.hashpool.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hashpool.base.Clocks;
import io.hashpool.quote.EhashAmount;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.RejectReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real work as input: blocks that thousands of nodes have checked. */
class RealBlockTest {
  /** hashpool's own default. */
  private static final int MINIMUM_DIFFICULTY = 32;

  private static final PoolConfig CONFIG = new PoolConfig(6, Target.ofDifficulty(1));

  static List<RealBlock> all() {
    return RealBlock.ALL;
  }

  static Stream<RealBlock> withTransactions() {
    return RealBlock.ALL.stream().filter(block -> block.transactions().isPresent());
  }

  @ParameterizedTest
  @MethodSource("all")
  void headerHashesToWhatTheChainSays(RealBlock block) {
    Hash256 hash = block.header().hash();
    assertThat(hash).hasToString(block.hash());
    assertThat(block.tip().networkTarget().isMetBy(hash)).isTrue();
    assertThat(EhashAmount.leadingZeroBits(hash.toDisplayBytes())).isEqualTo(block.zeroBits());
  }

  @ParameterizedTest
  @MethodSource("all")
  void passesTheShareCheckAsABlock(RealBlock block) {
    ShareResult result = headerOnlyChannel(block).check(share(block));
    assertThat(result).isInstanceOf(ShareResult.BlockFound.class);
    ShareResult.BlockFound found = (ShareResult.BlockFound) result;
    assertThat(found.header()).isEqualTo(block.header());
    assertThat(found.share().hash()).hasToString(block.hash());
    assertThat(found.share().shareDifficulty())
        .isGreaterThanOrEqualTo(block.tip().networkTarget().difficulty());
  }

  @Test
  void difficultiesAreThoseThatExplorersShow() {
    assertThat(Target.ofCompact(0x1d00ffff).difficulty()).isEqualTo(1);
    assertThat(Target.ofCompact(0x1b04864c).difficulty()).isCloseTo(14484.1623612254, within(1e-9));
    assertThat(Target.ofCompact(0x1a44b9f2).difficulty()).isCloseTo(244112.487774, within(1e-6));
    assertThat(Target.ofCompact(0x17034219).difficulty())
        .isCloseTo(86388558925171.02, within(0.01));
    // The hash of block 1 begins 00000000839a8e68, the target of difficulty 1 00000000ffff0000.
    assertThat(Target.difficultyOf(RealBlock.FIRST.header().hash()))
        .isCloseTo(0xffff0000L / (double) 0x839a8e68L, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyFlippedBitOfTheHeaderLosesTheWork(RealBlock block) {
    byte[] header = block.header().toBytes();
    for (int bit = 0; bit < header.length * Byte.SIZE; bit++) {
      byte[] flipped = header.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      Hash256 hash = Hash256.doubleSha256(flipped);
      assertThat(CONFIG.easiestTarget().isMetBy(hash)).as("bit %d", bit).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyFlippedBitOfTheShareIsRefused(RealBlock block) {
    StandardChannel channel = headerOnlyChannel(block);
    StandardShare good = share(block);
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      int flip = 1 << bit;
      boolean mayRoll = (flip & Job.VERSION_ROLLING_MASK) != 0;
      assertThat(channel.check(with(good, good.nonce() ^ flip, good.time(), good.version())))
          .isEqualTo(rejected(RejectReason.DIFFICULTY_TOO_LOW));
      assertThat(channel.check(with(good, good.nonce(), good.time(), good.version() ^ flip)))
          .isEqualTo(
              rejected(mayRoll ? RejectReason.DIFFICULTY_TOO_LOW : RejectReason.INVALID_SHARE));
      assertThat(channel.check(with(good, good.nonce(), good.time() ^ flip, good.version())))
          .isIn(rejected(RejectReason.DIFFICULTY_TOO_LOW), rejected(RejectReason.INVALID_SHARE));
    }
    assertThat(channel.check(good)).isInstanceOf(ShareResult.BlockFound.class);
  }

  @ParameterizedTest
  @MethodSource("withTransactions")
  void merkleRootFollowsFromCoinbaseAndPath(RealBlock block) {
    RealBlock.Transactions transactions = block.transactions().orElseThrow();
    Hash256 coinbaseId = Hash256.doubleSha256(transactions.coinbase());
    assertThat(MerklePath.of(transactions.others()).rootOver(coinbaseId))
        .isEqualTo(block.header().merkleRoot());
  }

  @ParameterizedTest
  @MethodSource("withTransactions")
  void extendedShareOfARealBlockGoesThroughTheWholePool(RealBlock block) {
    WholePool whole = new WholePool(block);
    ExtendedChannel channel = whole.downstream.openExtendedChannel(whole.request);
    BlockHeader header = block.header();
    ShareResult result =
        whole.downstream.submit(
            new ExtendedShare(
                channel.id(),
                0,
                channel.currentJob().id(),
                header.nonce(),
                header.time(),
                header.version(),
                Extranonce.of(new byte[Pool.MINER_EXTRANONCE_BYTES])));
    assertThat(result).isInstanceOf(ShareResult.BlockFound.class);
    assertThat(whole.blocks).containsExactly(header);
    long ehash = 1L << block.zeroBits() - MINIMUM_DIFFICULTY;
    assertThat(whole.totals()).isEqualTo(new DownstreamTotals(1, 1, ehash));
  }

  @ParameterizedTest
  @MethodSource("withTransactions")
  void standardShareOfARealBlockGoesThroughTheWholePool(RealBlock block) {
    WholePool whole = new WholePool(block);
    StandardChannel channel = whole.downstream.openStandardChannel(whole.request);
    assertThat(channel.currentJob().merkleRoot()).isEqualTo(block.header().merkleRoot());
    ShareResult result = whole.downstream.submit(share(block));
    assertThat(result).isInstanceOf(ShareResult.BlockFound.class);
    assertThat(whole.blocks).containsExactly(block.header());
    assertThat(whole.totals()).isEqualTo(new DownstreamTotals(1, 0, 0));
  }

  /** A pool at the time of a block, with one downstream connected. */
  private static final class WholePool {
    final List<BlockHeader> blocks = new ArrayList<>();
    final Downstream downstream;
    final ChannelRequest request = new ChannelRequest(0, PoolFixture.KEY);
    private final PoolStatsRegistry stats = new PoolStatsRegistry(new SimpleMeterRegistry());

    WholePool(RealBlock block) {
      Pool pool =
          new Pool(
              CONFIG,
              template(block),
              blocks::add,
              stats,
              QuoteDispatcher.withMinimumDifficulty(MINIMUM_DIFFICULTY),
              clockAt(block));
      downstream = pool.connect("192.0.2.1:34254", false);
    }

    DownstreamTotals totals() {
      return stats.getStats(downstream.info().id()).orElseThrow().totals();
    }

    /**
     * The gap is cut where the pool's first channel puts back what was there: after the four bytes
     * of the version come the count of inputs and the zeros of the null outpoint, {@code 01 00 00
     * 00} and eight zeros, which is the extranonce of channel 1 with nothing rolled.
     */
    private static BlockTemplate template(RealBlock block) {
      RealBlock.Transactions transactions = block.transactions().orElseThrow();
      byte[] coinbase = transactions.coinbase();
      byte[] before = Arrays.copyOf(coinbase, Integer.BYTES);
      byte[] after =
          Arrays.copyOfRange(coinbase, Integer.BYTES + Pool.EXTRANONCE_BYTES, coinbase.length);
      return new BlockTemplate(
          block.tip(),
          block.unrolledVersion(),
          new Coinbase(before, after),
          MerklePath.of(transactions.others()));
    }
  }

  /** A channel whose job has the block's merkle root, whatever its transactions were. */
  private static StandardChannel headerOnlyChannel(RealBlock block) {
    BlockTemplate template =
        new BlockTemplate(
            block.tip(),
            block.unrolledVersion(),
            new Coinbase(new byte[0], new byte[0]),
            new MerklePath(List.of()));
    return new StandardChannel(
        1,
        new ChannelRequest(0, PoolFixture.KEY),
        CONFIG,
        new Work(0, template),
        clockAt(block),
        (id, ignored, target) ->
            new StandardJob(
                id, block.tip(), template.version(), target, block.header().merkleRoot()));
  }

  private static StandardShare share(RealBlock block) {
    BlockHeader header = block.header();
    return new StandardShare(1, 0, 1, header.nonce(), header.time(), header.version());
  }

  private static StandardShare with(StandardShare share, int nonce, int time, int version) {
    return new StandardShare(1, 0, share.jobId(), nonce, time, version);
  }

  private static ShareResult rejected(RejectReason reason) {
    return new ShareResult.Rejected(reason);
  }

  private static Clocks clockAt(RealBlock block) {
    return Clocks.simulated(InstantSource.fixed(Instant.ofEpochSecond(block.header().time())));
  }
}
