package io.hashpool.pool;

import io.hashpool.base.Clocks;
import io.hashpool.stats.RejectReason;
import java.time.Duration;

/**
 * One mining channel of a downstream: its jobs, its target, and the check of its shares.
 *
 * <p>A new target comes with a new job and applies to that job and later ones. Shares of earlier
 * jobs are checked against the target that their job was given with, and paid by it. Thread-safe;
 * the channel checks one share at a time.
 *
 * @param <S> the kind of share it accepts
 * @param <J> the kind of job it gives
 */
public abstract sealed class Channel<S extends Share, J extends Job<S>>
    permits StandardChannel, ExtendedChannel {
  /** How far ahead of the pool's clock a header's time may be, by Bitcoin's consensus rules. */
  static final Duration MOST_AHEAD = Duration.ofHours(2);

  private final long id;
  private final byte[] lockingKey;
  private final Clocks clocks;
  private final JobMaker<J> maker;

  private final Jobs<J> jobs = new Jobs<>(); // guarded by this
  private final AcceptedShares paid; // guarded by this
  private final Vardiff vardiff; // guarded by this
  private Work work; // guarded by this
  private boolean declared; // guarded by this
  private volatile J currentJob;

  Channel(
      long id,
      ChannelRequest request,
      PoolConfig config,
      Work work,
      Clocks clocks,
      JobMaker<J> maker) {
    this.id = id;
    this.lockingKey = request.lockingKey();
    this.clocks = clocks;
    this.paid = new AcceptedShares(config.sharesRemembered());
    this.vardiff =
        new Vardiff(
            config.sharesPerMinute(),
            config.easiestTarget(),
            request.nominalHashrate(),
            clocks.steadyMillis());
    this.work = work;
    this.maker = maker;
    this.currentJob = issue();
  }

  /** The channel's number, unique in the pool; unsigned 32-bit. */
  public long id() {
    return id;
  }

  /** The current job. */
  public J currentJob() {
    return currentJob;
  }

  byte[] lockingKey() {
    return lockingKey;
  }

  /**
   * Gives the channel new work. A new tip ends all jobs; a new template on the same tip adds one.
   */
  synchronized void update(Work newWork) {
    if (newWork.sequence() <= work.sequence()) {
      return;
    }
    Hash256 previousHash = work.template().tip().previousHash();
    boolean newTip = !newWork.template().tip().previousHash().equals(previousHash);
    if (newTip) {
      jobs.supersedeAll();
      paid.clear();
      declared = false;
    }
    if (!declared) {
      work = newWork;
      currentJob = issue();
    }
  }

  /**
   * Gives the channel a job with the miner's own transactions, until the next tip.
   *
   * @return whether the job is for the current tip
   */
  synchronized boolean declare(BlockTemplate template) {
    if (!template.tip().equals(work.template().tip())) {
      return false;
    }
    declared = true;
    work = new Work(work.sequence(), template);
    currentJob = issue();
    return true;
  }

  /** Gives a new job with a new target if vardiff wants one. */
  synchronized void retarget() {
    if (vardiff.step(clocks.steadyMillis()).isPresent()) {
      currentJob = issue();
    }
  }

  /** Checks a share, and remembers it if it is accepted. */
  synchronized ShareResult check(S share) {
    if (jobs.isSuperseded(share.jobId())) {
      return new ShareResult.Rejected(RejectReason.STALE_SHARE);
    }
    return jobs.find(share.jobId())
        .map(job -> check(share, job))
        .orElseGet(() -> new ShareResult.Rejected(RejectReason.INVALID_JOB_ID));
  }

  private ShareResult check(S share, J job) {
    if (!job.fits(share) || rollsFixedBits(share, job) || !isTimely(share.time(), job.tip())) {
      return new ShareResult.Rejected(RejectReason.INVALID_SHARE);
    }
    BlockHeader header = job.header(share);
    Hash256 hash = header.hash();
    if (paid.mayContain(hash)) {
      return new ShareResult.Rejected(RejectReason.DUPLICATE_SHARE);
    }
    if (!job.target().isMetBy(hash)) {
      return new ShareResult.Rejected(RejectReason.DIFFICULTY_TOO_LOW);
    }
    paid.add(hash);
    vardiff.countShare();
    ShareResult.Accepted accepted =
        new ShareResult.Accepted(hash, job.target().difficulty(), Target.difficultyOf(hash));
    return job.tip().networkTarget().isMetBy(hash)
        ? new ShareResult.BlockFound(accepted, header)
        : accepted;
  }

  private static boolean rollsFixedBits(Share share, Job<?> job) {
    return ((share.version() ^ job.version()) & ~Job.VERSION_ROLLING_MASK) != 0;
  }

  private boolean isTimely(int time, Tip tip) {
    long latest = clocks.wall().instant().plus(MOST_AHEAD).getEpochSecond();
    return Integer.compareUnsigned(time, tip.minTime()) >= 0
        && Integer.toUnsignedLong(time) <= latest;
  }

  private J issue() {
    BlockTemplate template = work.template();
    // A hash that makes a block must count, so no target is harder than the network's.
    Target target = vardiff.target().easier(template.tip().networkTarget());
    J job = maker.make(jobs.nextId(), template, target);
    jobs.add(job);
    return job;
  }
}
