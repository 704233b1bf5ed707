package io.hashpool.pool;

/**
 * A search that a channel was given. It carries the target that its shares are checked against: a
 * later step of vardiff makes no share of it too easy.
 *
 * @param <S> the kind of share that solves it
 */
public sealed interface Job<S extends Share> permits StandardJob, ExtendedJob {
  /** The version bits that a miner may roll, BIP 320. */
  int VERSION_ROLLING_MASK = 0x1fffe000;

  /** Its number in the channel. */
  long id();

  /** What it builds on. */
  Tip tip();

  /** The block's version before rolling. */
  int version();

  /** What its shares must meet; never harder than the network's. */
  Target target();

  /** Whether the parts of a share that only this kind of job has are as they must be. */
  boolean fits(S share);

  /** The header that a fitting share stands for. */
  BlockHeader header(S share);
}
