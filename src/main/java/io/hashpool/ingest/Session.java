package io.hashpool.ingest;

import io.hashpool.base.Clocks;
import io.hashpool.base.Unsigned;
import io.hashpool.stats.DownstreamInfo;
import io.hashpool.stats.DownstreamStats;
import io.hashpool.stats.DownstreamTotals;
import io.hashpool.stats.Growth;
import io.hashpool.stats.ReportedDetail;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A downstream's session as a source tells it: what was last told, and how much of it was counted.
 * For one thread.
 */
final class Session {
  /** A total below this may halve by a correction alone. */
  private static final long FEW = 20;

  private final DownstreamStats stats;
  private final Clocks clocks;
  private final ChannelLedger ledger;
  private DownstreamReport last;

  /** The report that it was last in, by number. */
  private long round;

  /** What was counted of the session's own totals: as high as they were. */
  private DownstreamTotals counted = DownstreamTotals.ZERO;

  /** The accepted shares above which there are new ones. */
  private long acceptedBefore;

  private double hashrate = Double.NaN;
  private ReportedDetail detail = ReportedDetail.NONE;

  /** A session that begins with this report, of which nothing was counted yet. */
  Session(DownstreamStats stats, DownstreamReport first, Clocks clocks) {
    this.stats = stats;
    this.last = first;
    this.clocks = clocks;
    this.ledger = new ChannelLedger(clocks);
  }

  DownstreamStats stats() {
    return stats;
  }

  long id() {
    return last.info().id().value();
  }

  String address() {
    return stats.info().address();
  }

  long round() {
    return round;
  }

  void isIn(long thisRound) {
    round = thisRound;
  }

  /** Whether this comes from another host or port; not where one of the two is unknown. */
  boolean isElsewhere(DownstreamReport report) {
    String address = report.info().address();
    return !address.equals(address()) && !address.isEmpty() && !address().isEmpty();
  }

  /** Whether a total, as the source tells it, is lower than it was. */
  boolean fell(DownstreamReport report) {
    return last.shares() instanceof Shares.Totals before
        && report.shares() instanceof Shares.Totals now
        && !now.raw().continues(before.raw());
  }

  /** Whether a total is under half of what it was. */
  boolean halved(DownstreamReport report) {
    return halved(raw(report), raw(last), 1);
  }

  /** Whether a total that was not small is under half of what it was. */
  boolean isNewByItsOwnTotals(DownstreamReport report) {
    return halved(raw(report), raw(last), FEW);
  }

  /** What fell, for the log. */
  String fall(DownstreamReport report) {
    return "totals of downstream %d fell from %s to %s without a restart; what was counted stands"
        .formatted(id(), text(raw(last)), text(raw(report)));
  }

  /** Takes over what the first report tells: it is of the past, and counts nowhere else. */
  void takeOver() {
    if (last.shares() instanceof Shares.Totals totals) {
      counted =
          new DownstreamTotals(totals.accepted(), totals.raw().quotes(), totals.raw().ehash());
      acceptedBefore = totals.accepted();
    } else if (last.shares() instanceof Shares.ByChannel byChannel) {
      // Their shares are those that the session was resumed with.
      Growth past = ledger.add(byChannel.channels());
      stats.add(past.withoutTotals(), false);
    }
    show(OptionalLong.empty());
  }

  /** Takes in a new session's first report, all of which is new. */
  void begin(boolean inPool) {
    count(last, false, inPool);
    show(OptionalLong.empty());
  }

  /**
   * Takes in the next report.
   *
   * @param inPool whether its growth is the pool's too
   * @return whether any number of it is new
   */
  boolean advance(DownstreamReport report, boolean inPool) {
    boolean changed = !report.equals(last);
    if (!changed && !(report.shares() instanceof Shares.ByChannel)) {
      return false;
    }
    boolean fell = fell(report);
    DownstreamReport before = last;
    last = report;
    if (before.shares().getClass() == report.shares().getClass()) {
      count(report, fell, inPool);
    } else {
      changeOver(before);
    }
    show(before.lastShareAt());
    return changed;
  }

  /** Takes over a hashrate in hashes a second; NaN where none is known any more. */
  void showHashrate(double windowed) {
    double told = last.detail().hashrate().orElse(windowed);
    // By bits, so that unknown equals unknown.
    if (Double.doubleToLongBits(hashrate) != Double.doubleToLongBits(told)) {
      hashrate = told;
      stats.reportHashrate(Double.isNaN(told) ? OptionalDouble.empty() : OptionalDouble.of(told));
    }
  }

  private void count(DownstreamReport report, boolean fell, boolean inPool) {
    Growth growth;
    long newShares;
    if (report.shares() instanceof Shares.Totals totals) {
      growth = grow(totals);
      newShares = Unsigned.above(totals.accepted(), acceptedBefore);
      acceptedBefore = fell ? totals.accepted() : Unsigned.max(acceptedBefore, totals.accepted());
    } else if (report.shares() instanceof Shares.ByChannel byChannel) {
      growth = ledger.add(byChannel.channels());
      newShares = ledger.newShares();
    } else {
      return;
    }
    stats.add(growth, inPool);
    if (growth.difficulty() > 0) {
      stats.reportShareDifficulty(growth.difficultySquared() / growth.difficulty());
    }
    if (newShares != 0) {
      stats.reportShares(newShares);
    }
  }

  /**
   * The source tells the shares in another way than before, as a translator does that begins to
   * open a channel for each miner. What it tells now is of the past.
   */
  private void changeOver(DownstreamReport before) {
    Growth past;
    if (last.shares() instanceof Shares.Totals totals) {
      past = grow(totals);
      acceptedBefore = totals.accepted();
    } else if (last.shares() instanceof Shares.ByChannel byChannel) {
      past = ledger.add(byChannel.channels());
    } else {
      return;
    }
    boolean unknown = before.shares() instanceof Shares.Unknown;
    stats.add(unknown ? past : past.withoutTotals(), false);
  }

  private Growth grow(Shares.Totals totals) {
    DownstreamTotals raw = totals.raw();
    DownstreamTotals added =
        new DownstreamTotals(
            Unsigned.above(totals.accepted(), counted.shares()),
            Unsigned.above(raw.quotes(), counted.quotes()),
            Unsigned.above(raw.ehash(), counted.ehash()));
    counted =
        new DownstreamTotals(
            Unsigned.max(totals.accepted(), counted.shares()),
            Unsigned.max(raw.quotes(), counted.quotes()),
            Unsigned.max(raw.ehash(), counted.ehash()));
    return new Growth(added);
  }

  private void show(OptionalLong shareBefore) {
    showInfo();
    stats.reportSharesKnown(
        last.shares() instanceof Shares.Totals
            || last.shares() instanceof Shares.ByChannel && ledger.hadChannels());
    if (!last.lastShareAt().equals(shareBefore)) {
      // A share that is told to be of the future is taken to be of now.
      Instant now = clocks.wall().instant();
      last.lastShareInstant().ifPresent(at -> stats.reportLastShareAt(at.isAfter(now) ? now : at));
    }
    stats.reportChannels(last.channels());
    if (last.shares() instanceof Shares.ByChannel byChannel) {
      byChannel.channels().forEach(c -> c.bestShare().ifPresent(stats::reportBestShare));
    }
    ReportedDetail now =
        last.detail() == Detail.NONE && !(last.shares() instanceof Shares.ByChannel)
            ? ReportedDetail.NONE
            : new ReportedDetail(
                ledger.targetDifficulty(),
                ledger.unacknowledged(),
                last.detail().userIdentities(),
                last.detail().device());
    if (!now.equals(detail)) {
      detail = now;
      stats.report(now);
    }
  }

  /** An address that was known stays, where it is no longer told. */
  private void showInfo() {
    DownstreamInfo told = last.info();
    DownstreamInfo known = stats.info();
    if (!told.equals(known)) {
      String address = told.address().isEmpty() ? known.address() : told.address();
      stats.relabel(new DownstreamInfo(told.id(), address, told.workSelection()));
    }
  }

  private static DownstreamTotals raw(DownstreamReport report) {
    return report.shares() instanceof Shares.Totals totals ? totals.raw() : DownstreamTotals.ZERO;
  }

  private static boolean halved(DownstreamTotals now, DownstreamTotals before, long least) {
    return halved(now.shares(), before.shares(), least)
        || halved(now.quotes(), before.quotes(), least)
        || halved(now.ehash(), before.ehash(), least);
  }

  private static boolean halved(long now, long before, long least) {
    return Long.compareUnsigned(before, least) >= 0
        && Unsigned.toDouble(now) < Unsigned.toDouble(before) / 2;
  }

  private static String text(DownstreamTotals totals) {
    return "%s shares, %s quotes, %s ehash"
        .formatted(
            Long.toUnsignedString(totals.shares()),
            Long.toUnsignedString(totals.quotes()),
            Long.toUnsignedString(totals.ehash()));
  }
}
