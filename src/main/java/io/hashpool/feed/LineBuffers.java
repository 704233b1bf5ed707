package io.hashpool.feed;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The memory that unfinished lines hold together. When there is too little, buffers kept for a next
 * line go first; then whoever began its line longest ago, since a line that is not done by now may
 * never be. For the receiver's thread.
 */
final class LineBuffers {
  private final long limit;
  private long used;

  /** Those that hold memory, by the time when they began their line. */
  private final Set<LineAssembler> holders = new LinkedHashSet<>();

  LineBuffers(long limit) {
    this.limit = limit;
  }

  long used() {
    return used;
  }

  /** This line begins, in a buffer that may be kept from the last. */
  void begins(LineAssembler line) {
    holders.remove(line);
    holders.add(line);
  }

  /** Makes room for so many more bytes for this line, at the cost of others. */
  void reserve(LineAssembler line, int bytes) {
    while (used + bytes > limit) {
      Optional<LineAssembler> kept = oldestOther(line, false);
      if (kept.isPresent()) {
        kept.get().dropBuffer();
      } else {
        // Two lines fit, so where one does not there is another.
        oldestOther(line, true).orElseThrow().evict();
      }
    }
    used += bytes;
    holders.add(line);
  }

  void release(LineAssembler line, int bytes) {
    used -= bytes;
    holders.remove(line);
  }

  private Optional<LineAssembler> oldestOther(LineAssembler than, boolean unfinished) {
    return holders.stream()
        .filter(holder -> holder != than && holder.isUnfinished() == unfinished)
        .findFirst();
  }
}
