package io.hashpool.pool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The way from the coinbase transaction up to the merkle root: the sibling on the right at each
 * level. Whoever changes the coinbase needs no other transaction to get the root anew.
 *
 * @param siblings from the leaves up
 */
public record MerklePath(List<Hash256> siblings) {
  /** Copies the list. */
  public MerklePath {
    siblings = List.copyOf(siblings);
  }

  /**
   * The path for a block of these transactions.
   *
   * @param others the ids of all transactions but the coinbase, in the block's order
   */
  public static MerklePath of(List<Hash256> others) {
    List<Hash256> path = new ArrayList<>();
    // A level without its leftmost node, which the coinbase decides.
    List<Hash256> level = others;
    while (!level.isEmpty()) {
      path.add(level.get(0));
      List<Hash256> parents = new ArrayList<>();
      for (int left = 1; left < level.size(); left += 2) {
        // The last of an odd level is its own sibling.
        int right = Math.min(left + 1, level.size() - 1);
        parents.add(parent(level.get(left), level.get(right)));
      }
      level = parents;
    }
    return new MerklePath(path);
  }

  /** The root over a coinbase transaction of this id. */
  public Hash256 rootOver(Hash256 coinbaseId) {
    Hash256 node = coinbaseId;
    for (Hash256 sibling : siblings) {
      node = parent(node, sibling);
    }
    return node;
  }

  private static Hash256 parent(Hash256 left, Hash256 right) {
    return Hash256.doubleSha256(
        ByteBuffer.allocate(2 * Hash256.BYTES)
            .put(left.toInternalBytes())
            .put(right.toInternalBytes())
            .array());
  }
}
