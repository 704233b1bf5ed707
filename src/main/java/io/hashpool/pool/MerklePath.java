package io.hashpool.pool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The path from the coinbase transaction up to the merkle root: the sibling on the right at each
 * level. With it, the root of a changed coinbase can be computed without the other transactions.
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
   * @param others the ids of all transactions except the coinbase, in the block's order
   */
  public static MerklePath of(List<Hash256> others) {
    List<Hash256> path = new ArrayList<>();
    // A level without its leftmost node, which depends on the coinbase.
    List<Hash256> level = others;
    while (!level.isEmpty()) {
      path.add(level.get(0));
      List<Hash256> parents = new ArrayList<>();
      for (int left = 1; left < level.size(); left += 2) {
        // The last node of an odd level is its own sibling.
        int right = Math.min(left + 1, level.size() - 1);
        parents.add(parent(level.get(left), level.get(right)));
      }
      level = parents;
    }
    return new MerklePath(path);
  }

  /** The root for a coinbase transaction with this id. */
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
