package io.hashpool.demo;

import java.util.List;

/** How demo miners differ, as real miners do. */
public enum Behaviour {
  /** Five times as fast as an ordinary miner. */
  FAST(40_000, ChannelKind.EXTENDED),
  /** So slow that it finds few shares even at the pool's easiest target. */
  SLOW(Behaviour.SLOW_HASHRATE, ChannelKind.EXTENDED),
  /** Header-only mining: no quotes. */
  STANDARD(8_000, ChannelKind.STANDARD),
  /** An ordinary miner. */
  EXTENDED(8_000, ChannelKind.EXTENDED),
  /** Chooses its own transactions. */
  JOB_DECLARING(6_000, ChannelKind.EXTENDED),
  /** Sends good shares and every kind of share that a pool rejects. */
  FAULTY(8_000, ChannelKind.EXTENDED),
  /** Reconnects from time to time. */
  RECONNECTING(8_000, ChannelKind.EXTENDED),
  /** Stops hashing after a while but stays connected. */
  FALLING_SILENT(8_000, ChannelKind.EXTENDED),
  /** Connects but never hashes. */
  NEVER_SHARING(0, ChannelKind.EXTENDED),
  /** A proxy in front of miners of both kinds. */
  PROXY(12_000, ChannelKind.EXTENDED, ChannelKind.EXTENDED, ChannelKind.STANDARD);

  /** The kinds of SV2 mining channel. */
  enum ChannelKind {
    /** The miner rolls the header. */
    STANDARD,
    /** The miner also rolls the extranonce. */
    EXTENDED
  }

  static final double SLOW_HASHRATE = 250;

  private final double hashrate;
  private final List<ChannelKind> channels;

  Behaviour(double hashrate, ChannelKind... channels) {
    this.hashrate = hashrate;
    this.channels = List.of(channels);
  }

  /** Hashes per second of all its channels together, before the demo is scaled to its budget. */
  double hashrate() {
    return hashrate;
  }

  /** The channels it opens. */
  List<ChannelKind> channels() {
    return channels;
  }

  /** Whether it declares its own jobs. */
  boolean workSelection() {
    return this == JOB_DECLARING;
  }
}
