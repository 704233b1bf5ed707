package io.hashpool.demo;

import io.hashpool.base.Clocks;
import io.hashpool.pool.ChannelRequest;
import io.hashpool.pool.Downstream;
import io.hashpool.pool.Pool;
import io.hashpool.pool.Share;
import io.hashpool.pool.Tip;
import io.hashpool.quote.LockingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One simulated miner: its connection, its rigs and its behaviour. At each tick it computes the
 * hashes that its hashrate allows since the last tick. Not thread-safe.
 */
final class DemoMiner {
  /** After a longer pause the miner does not catch up. */
  private static final long LONGEST_TICK_MILLIS = 500;

  /** How long the reconnecting miner stays away, as a part of its time connected. */
  private static final double AWAY_RATIO = 0.1;

  /** The faulty miner reports its hashrate times this; vardiff then corrects it. */
  private static final double UNDERSTATED = 0.25;

  private final Pool pool;
  private final DemoNode node;
  private final DemoOptions options;
  private final Behaviour behaviour;
  private final double hashrate;
  private final Addresses addresses;
  private final int number;
  private final SplittableRandom random;
  private final Clocks clocks;
  private final byte[] lockingKey;
  private final long startedMillis;

  private final List<Rig<?, ?>> rigs = new ArrayList<>();
  private @Nullable Downstream downstream;
  private @Nullable Tip declaredOn;
  private @Nullable FaultySubmission faulty;
  private long lastTickMillis;
  private long changeAtMillis;
  private double hashesDue;

  DemoMiner(
      Pool pool,
      DemoNode node,
      DemoOptions options,
      Behaviour behaviour,
      double hashrate,
      int number,
      Addresses addresses,
      SplittableRandom random,
      Clocks clocks) {
    this.pool = pool;
    this.node = node;
    this.options = options;
    this.behaviour = behaviour;
    this.hashrate = hashrate;
    this.number = number;
    this.addresses = addresses;
    this.random = random;
    this.clocks = clocks;
    this.lockingKey = newKey(random);
    this.startedMillis = clocks.steadyMillis();
    // The first time after half the usual time, so that one sees it early.
    this.changeAtMillis = startedMillis + options.reconnectEvery().toMillis() / 2;
    connect(startedMillis);
  }

  void tick() {
    long now = clocks.steadyMillis();
    if (behaviour == Behaviour.RECONNECTING && now >= changeAtMillis) {
      changeConnection(now);
    }
    long elapsed = Math.min(now - lastTickMillis, LONGEST_TICK_MILLIS);
    lastTickMillis = now;
    if (downstream == null || isSilent(now)) {
      return;
    }
    hashesDue += hashrate * elapsed / 1000;
    long each = (long) (hashesDue / rigs.size());
    hashesDue -= each * rigs.size();
    rigs.forEach(rig -> mine(rig, each));
  }

  void disconnect() {
    if (downstream != null) {
      downstream.close();
      downstream = null;
      rigs.clear();
    }
  }

  private boolean isSilent(long now) {
    return behaviour == Behaviour.FALLING_SILENT
        && now - startedMillis >= options.silentAfter().toMillis();
  }

  private void changeConnection(long now) {
    double next = options.reconnectEvery().toMillis();
    if (downstream == null) {
      connect(now);
    } else {
      disconnect();
      next *= AWAY_RATIO;
    }
    changeAtMillis = now + (long) next;
  }

  private void connect(long now) {
    Downstream connected = pool.connect(addresses.next(number), behaviour.workSelection());
    downstream = connected;
    lastTickMillis = now;
    double channelHashrate = hashrate / behaviour.channels().size();
    double said = behaviour == Behaviour.FAULTY ? channelHashrate * UNDERSTATED : channelHashrate;
    ChannelRequest request = new ChannelRequest(said, lockingKey);
    for (Behaviour.ChannelKind kind : behaviour.channels()) {
      rigs.add(
          switch (kind) {
            case STANDARD ->
                new StandardRig(
                    connected,
                    connected.openStandardChannel(request),
                    random.split(),
                    clocks.wall());
            case EXTENDED ->
                new ExtendedRig(
                    connected,
                    connected.openExtendedChannel(request),
                    random.split(),
                    clocks.wall());
          });
    }
    faulty =
        behaviour == Behaviour.FAULTY
            ? new FaultySubmission(connected::submit, random.split())
            : null;
  }

  private <S extends Share> void mine(Rig<S, ?> rig, long times) {
    if (rig instanceof ExtendedRig extended) {
      mineExtended(extended, times);
    } else {
      rig.hash(times, rig::submit);
    }
  }

  private void mineExtended(ExtendedRig rig, long times) {
    Tip tip = rig.currentJob().tip();
    if (behaviour == Behaviour.JOB_DECLARING && !tip.equals(declaredOn)) {
      rig.declare(node.templateOn(tip, "/demo miner " + number + "/"));
      declaredOn = tip;
    }
    FaultySubmission habit = faulty;
    if (habit == null) {
      rig.hash(times, rig::submit);
    } else {
      habit.onTip(tip.previousHash());
      rig.hash(times, habit::onShare);
    }
  }

  private static byte[] newKey(SplittableRandom random) {
    byte[] key = new byte[LockingKey.BYTES];
    random.nextBytes(key);
    key[0] = (byte) (2 + (key[0] & 1));
    return key;
  }
}
