package io.hashpool.demo;

import java.util.List;

/** The ways that demo miners differ, as real ones do. */
public enum Behaviour {
  /** Five times an ordinary miner. */
  FAST(40_000, ChannelKind.EXTENDED),
  /** So slow that the pool's easiest target still gives few shares. */
  SLOW(Behaviour.SLOW_HASHRATE, ChannelKind.EXTENDED),
  /** Header-only mining: no quotes. */
  STANDARD(8_000, ChannelKind.STANDARD),
  /** The plain case. */
  EXTENDED(8_000, ChannelKind.EXTENDED),
  /** Chooses its own transactions. */
  JOB_DECLARING(6_000, ChannelKind.EXTENDED),
  /** Sends shares of every kind that a pool refuses, besides good ones. */
  FAULTY(8_000, ChannelKind.EXTENDED),
  /** Drops its connection now and then. */
  RECONNECTING(8_000, ChannelKind.EXTENDED),
  /** Stops hashing after a while, and stays connected. */
  FALLING_SILENT(8_000, ChannelKind.EXTENDED),
  /** Connects, and never hashes. */
  NEVER_SHARING(0, ChannelKind.EXTENDED),
  /** A proxy with miners of both kinds behind it. */
  PROXY(12_000, ChannelKind.EXTENDED, ChannelKind.EXTENDED, ChannelKind.STANDARD);

  /** The kinds of SV2 mining channel. */
  enum ChannelKind {
    /** The miner rolls the header. */
    STANDARD,
    /** The miner rolls the extranonce too. */
    EXTENDED
  }

  static final double SLOW_HASHRATE = 250;

  private final double hashrate;
  private final List<ChannelKind> channels;

  Behaviour(double hashrate, ChannelKind... channels) {
    this.hashrate = hashrate;
    this.channels = List.of(channels);
  }

  /** Hashes a second of all its channels together, before the demo is scaled to its budget. */
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
