package io.hashpool.demo;

import io.hashpool.pool.BlockHeader;
import io.hashpool.pool.Channel;
import io.hashpool.pool.DoubleSha256;
import io.hashpool.pool.Downstream;
import io.hashpool.pool.Hash256;
import io.hashpool.pool.Job;
import io.hashpool.pool.Share;
import io.hashpool.pool.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hashing of one channel: rolls nonces over the current job's header until the hash meets its
 * target. Not thread-safe.
 *
 * @param <S> the kind of share it finds
 * @param <J> the kind of job it searches
 */
abstract sealed class Rig<S extends Share, J extends Job<S>> permits StandardRig, ExtendedRig {
  final Downstream downstream;
  private final Channel<S, J> channel;
  private final SplittableRandom random;
  private final InstantSource clock;
  private final DoubleSha256 hasher = new DoubleSha256();
  private final byte[] hash = new byte[Hash256.BYTES];
  private long sequenceNumber;
  private @Nullable Search search;

  Rig(Downstream downstream, Channel<S, J> channel, SplittableRandom random, InstantSource clock) {
    this.downstream = downstream;
    this.channel = channel;
    this.random = random;
    this.clock = clock;
  }

  /** One job with everything set except the nonce. */
  private final class Search {
    private final J job;
    private final S template;
    private final Target target;
    private final byte[] header;
    private int nonce = random.nextInt();

    Search(J job) {
      this.job = job;
      this.target = job.target();
      int time = (int) Math.max(clock.millis() / 1000, Integer.toUnsignedLong(job.tip().minTime()));
      int version = job.version() ^ random.nextInt() & Job.VERSION_ROLLING_MASK;
      this.template = newShare(channel.id(), job, time, version, random);
      this.header = job.header(template).toBytes();
    }

    boolean next() {
      nonce++;
      ByteBuffer.wrap(header)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(BlockHeader.NONCE_OFFSET, nonce);
      hasher.hash(header, hash);
      return target.isMetByInternal(hash);
    }
  }

  /** Computes this many hashes and submits each share that it finds. */
  void hash(long times, Consumer<S> found) {
    J job = channel.currentJob();
    Search current = search;
    if (current == null || current.job != job) {
      current = new Search(job);
      search = current;
    }
    for (long i = 0; i < times; i++) {
      if (current.next()) {
        found.accept(withNonce(current.template, current.nonce, sequenceNumber++));
      }
    }
  }

  /** The current job. */
  J currentJob() {
    return channel.currentJob();
  }

  long channelId() {
    return channel.id();
  }

  /** Sends a share to the pool. */
  abstract void submit(S share);

  /** A share without its nonce. */
  abstract S newShare(long channelId, J job, int time, int version, SplittableRandom random);

  abstract S withNonce(S share, int nonce, long newSequenceNumber);
}
