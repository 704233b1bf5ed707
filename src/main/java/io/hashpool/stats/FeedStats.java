package io.hashpool.stats;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How the snapshot feed itself does, as meters: whether it speaks, when it last did, what was taken
 * and what was not.
 *
 * <p>Thread-safe. Keep a reference to it for as long as it should be scraped.
 */
public final class FeedStats implements AutoCloseable {
  private final MeterRegistry registry;
  private final LongAdder snapshots = new LongAdder();
  private final LongAdder[] errors =
      Stream.generate(LongAdder::new).limit(FeedError.values().length).toArray(LongAdder[]::new);
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean up;
  private volatile double lastSnapshotSeconds = Double.NaN;
  private volatile double lastChangeSeconds = Double.NaN;

  private final List<Meter> registered = new ArrayList<>(); // guarded by this
  private boolean lastSnapshotShown; // guarded by this

  /** Registers the meters, that of the last snapshot excepted: there was none yet. */
  public FeedStats(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
    synchronized (this) {
      gauge(PoolMeter.FEED_UP, () -> up ? 1 : 0);
      gauge(PoolMeter.FEED_CONNECTIONS, connections::get);
      counter(PoolMeter.FEED_SNAPSHOTS, snapshots, Tags.empty());
      PoolMeter meter = PoolMeter.FEED_ERRORS;
      for (FeedError error : FeedError.values()) {
        counter(meter, errors[error.ordinal()], Tags.of(meter.tag("reason", error.code())));
      }
    }
  }

  /** The pool snapshot that was taken at this moment has a number that the last one had not. */
  public void changed(Instant at) {
    lastChangeSeconds = at.toEpochMilli() / 1e3;
  }

  /** A pool snapshot was taken at this moment: the feed is up. */
  public void snapshotTaken(Instant at) {
    snapshots.increment();
    lastSnapshotSeconds = at.toEpochMilli() / 1e3;
    up = true;
    showLastSnapshot();
  }

  /** The feed fell silent. */
  public void silent() {
    up = false;
  }

  /** Something was not taken. */
  public void error(FeedError reason) {
    errors[reason.ordinal()].increment();
  }

  /** How many connections are open now. */
  public void connections(int open) {
    connections.set(open);
  }

  /** Whether the feed speaks. */
  public boolean isUp() {
    return up;
  }

  /** Pool snapshots taken. */
  public long snapshots() {
    return snapshots.sum();
  }

  /** How often something was not taken for this reason. */
  public long errors(FeedError reason) {
    return errors[reason.ordinal()].sum();
  }

  /** Connections open now. */
  public int connections() {
    return connections.get();
  }

  /** Removes the meters. */
  @Override
  public synchronized void close() {
    registered.forEach(registry::remove);
    registered.clear();
    lastSnapshotShown = true;
  }

  private synchronized void showLastSnapshot() {
    if (!lastSnapshotShown) {
      lastSnapshotShown = true;
      gauge(PoolMeter.FEED_LAST_SNAPSHOT_AT, () -> lastSnapshotSeconds);
      gauge(PoolMeter.FEED_LAST_CHANGE_AT, () -> lastChangeSeconds);
    }
  }

  private void gauge(PoolMeter meter, Supplier<Number> value) {
    registered.add(MeterBuilders.gauge(meter, value).register(registry));
  }

  private void counter(PoolMeter meter, LongAdder total, Tags tags) {
    registered.add(
        MeterBuilders.counter(meter, total, LongAdder::sum).tags(tags).register(registry));
  }
}
