package io.hashpool.pool;

import io.hashpool.base.Clocks;
import io.hashpool.base.FailureLog;
import io.hashpool.quote.QuoteDispatcher;
import io.hashpool.stats.DownstreamId;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.PoolStatsRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A mining pool: gives work to connected downstreams and decides about their shares. It has no
 * threads and no sockets. Its owner connects downstreams, passes on each new template, and calls
 * {@link #retarget} about once a second.
 *
 * <p>Thread-safe.
 */
public final class Pool implements AutoCloseable {
  /** Bytes of the whole extranonce, the gap in a template's coinbase. */
  public static final int EXTRANONCE_BYTES = 12;

  /** The extranonce bytes that the miner of an extended channel rolls. */
  public static final int MINER_EXTRANONCE_BYTES = 8;

  private final PoolConfig config;
  private final BlockListener blocks;
  private final PoolStatsRegistry stats;
  private final QuoteDispatcher quotes;
  private final Clocks clocks;
  private final FailureLog statisticsFailures =
      new FailureLog(Pool.class, "statistics failed; the pool continues");

  private final Map<DownstreamId, Downstream> downstreams = new ConcurrentHashMap<>();
  private final AtomicLong channelsOpened = new AtomicLong();
  private long lastDownstreamId; // guarded by this
  private boolean closed; // guarded by this
  private volatile Work work; // written under this

  /**
   * A pool without downstreams.
   *
   * @param config how to set targets
   * @param first the template to mine until {@link #update}
   * @param blocks receives found blocks
   * @param stats records the downstreams; the pool does not close it
   * @param quotes makes the quotes with its own minimum, callbacks and sink; each downstream gets a
   *     copy with one more callback
   * @param clocks time shares and vardiff
   */
  public Pool(
      PoolConfig config,
      BlockTemplate first,
      BlockListener blocks,
      PoolStatsRegistry stats,
      QuoteDispatcher quotes,
      Clocks clocks) {
    this.config = config;
    this.work = new Work(0, first);
    this.blocks = blocks;
    this.stats = stats;
    this.quotes = quotes;
    this.clocks = clocks;
  }

  /**
   * A downstream connected.
   *
   * @param address its address, {@code host:port}
   * @param workSelection whether it declares its own jobs
   * @throws IllegalStateException if the pool is closed
   */
  public synchronized Downstream connect(String address, boolean workSelection) {
    if (closed) {
      throw new IllegalStateException("the pool is closed");
    }
    DownstreamInfo info = new DownstreamInfo(freeId(), address, workSelection);
    Downstream downstream = new Downstream(this, info, stats, quotes);
    downstreams.put(info.id(), downstream);
    return downstream;
  }

  /** Counts up from 1, and starts again after the last id, skipping ids in use. */
  private DownstreamId freeId() {
    DownstreamId id;
    do {
      lastDownstreamId = lastDownstreamId % DownstreamId.MAX_VALUE + 1;
      id = new DownstreamId(lastDownstreamId);
    } while (downstreams.containsKey(id));
    return id;
  }

  /**
   * Gives every channel a job from a new template. If the previous block changed, all earlier jobs
   * become stale and remembered shares are forgotten.
   */
  public synchronized void update(BlockTemplate template) {
    Work next = work.next(template);
    work = next;
    downstreams.values().forEach(downstream -> downstream.update(next));
  }

  /** Moves each channel's target that is off by more than chance. Cheap; call it once a second. */
  public void retarget() {
    downstreams.values().forEach(Downstream::retarget);
  }

  /** The number of connected downstreams. */
  public int connected() {
    return downstreams.size();
  }

  /** Disconnects all downstreams and accepts no more. A second call does nothing. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    downstreams.values().forEach(Downstream::close);
  }

  Work work() {
    return work;
  }

  FailureLog statisticsFailures() {
    return statisticsFailures;
  }

  StandardChannel newStandardChannel(ChannelRequest request) {
    long id = newChannelId();
    Extranonce whole = extranoncePrefix(id).padTo(EXTRANONCE_BYTES);
    return new StandardChannel(id, request, config, work, clocks, StandardChannel.jobsWith(whole));
  }

  ExtendedChannel newExtendedChannel(ChannelRequest request) {
    long id = newChannelId();
    return new ExtendedChannel(
        id,
        request,
        config,
        work,
        clocks,
        ExtendedChannel.jobsWith(extranoncePrefix(id), MINER_EXTRANONCE_BYTES));
  }

  void blockFound(BlockHeader header) {
    blocks.onBlockFound(header);
  }

  void disconnected(Downstream downstream) {
    downstreams.remove(downstream.info().id(), downstream);
  }

  /** Unique in the pool, so that the extranonce prefix made from it is unique too. 32 bits. */
  private long newChannelId() {
    return channelsOpened.incrementAndGet() & 0xffff_ffffL;
  }

  private static Extranonce extranoncePrefix(long channelId) {
    return Extranonce.of(
        ByteBuffer.allocate(EXTRANONCE_BYTES - MINER_EXTRANONCE_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) channelId)
            .array());
  }
}
