package io.hashpool.stats;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/**
 * The open channels of one session, and the difficulty of each one's target now. Thread-safe;
 * channels are few and long-lived.
 */
final class OpenChannels {
  private record OpenChannel(long id, DoubleSupplier targetDifficulty) {}

  private static final DoubleSupplier NOT_TOLD = () -> Double.NaN;

  private final CopyOnWriteArrayList<OpenChannel> open = new CopyOnWriteArrayList<>();

  void open(long id, DoubleSupplier targetDifficulty) {
    close(id);
    open.add(new OpenChannel(id, targetDifficulty));
  }

  void open(long id) {
    open(id, NOT_TOLD);
  }

  void close(long id) {
    open.removeIf(channel -> channel.id == id);
  }

  /** Takes over a list that a pool reports, as long as the sender likes. */
  void replaceBy(List<Long> reported) {
    if (!ids().equals(reported)) {
      open.clear();
      open.addAll(
          new LinkedHashSet<>(reported).stream().map(id -> new OpenChannel(id, NOT_TOLD)).toList());
    }
  }

  List<Long> ids() {
    return open.stream().map(OpenChannel::id).toList();
  }

  int count() {
    return open.size();
  }

  /** The mean over the channels that tell theirs; NaN where none does. */
  double targetDifficulty() {
    return open.stream()
        .mapToDouble(channel -> channel.targetDifficulty.getAsDouble())
        .filter(difficulty -> difficulty > 0)
        .average()
        .orElse(Double.NaN);
  }
}
