package io.hashpool.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MerklePathTest {
  @Test
  void coinbaseAloneIsItsOwnRoot() {
    Hash256 coinbase = transaction(0);
    assertThat(MerklePath.of(List.of()).rootOver(coinbase)).isEqualTo(coinbase);
  }

  @Property(tries = 70)
  void agreesWithTheWholeTree(@ForAll @IntRange(min = 1, max = 70) int transactions) {
    List<Hash256> all = IntStream.range(0, transactions).mapToObj(i -> transaction(i)).toList();
    MerklePath path = MerklePath.of(all.subList(1, all.size()));
    assertThat(path.rootOver(all.get(0))).isEqualTo(rootOf(all));
    assertThat(path.siblings()).hasSize(32 - Integer.numberOfLeadingZeros(transactions - 1));
  }

  /** The definition, level by level, with the last of an odd level doubled. */
  private static Hash256 rootOf(List<Hash256> level) {
    if (level.size() == 1) {
      return level.get(0);
    }
    List<Hash256> parents = new ArrayList<>();
    for (int i = 0; i < level.size(); i += 2) {
      Hash256 right = level.get(Math.min(i + 1, level.size() - 1));
      ByteBuffer pair = ByteBuffer.allocate(64);
      pair.put(level.get(i).toInternalBytes()).put(right.toInternalBytes());
      parents.add(Hash256.doubleSha256(pair.array()));
    }
    return rootOf(parents);
  }

  private static Hash256 transaction(int number) {
    return Hash256.doubleSha256(new byte[] {(byte) number});
  }
}
