package io.hashpool.pool;

/**
 * Work that a channel was given. It carries the target that its shares are checked against, so a
 * later step of vardiff does not make a share of this job too easy.
 *
 * @param <S> the kind of share that solves it
 */
public sealed interface Job<S extends Share> permits StandardJob, ExtendedJob {
  /** The version bits that a miner may change, by BIP 320. */
  int VERSION_ROLLING_MASK = 0x1fffe000;

  /** Its number in the channel. */
  long id();

  /** The tip that it builds on. */
  Tip tip();

  /** The block's version before rolling. */
  int version();

  /** The target that its shares must meet; never harder than the network's. */
  Target target();

  /** Whether the parts of a share that only this kind of job has are valid. */
  boolean fits(S share);

  /** The header of a valid share. */
  BlockHeader header(S share);
}
