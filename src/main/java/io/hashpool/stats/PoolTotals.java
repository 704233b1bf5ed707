package io.hashpool.stats;

import io.hashpool.quote.QuoteFailure;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The pool's totals over all sessions, live and gone. They only grow, for the life of the process.
 * Thread-safe; striped, since every share of every downstream meets here.
 */
final class PoolTotals {
  final LongAdder shares = new LongAdder();
  final LongAdder quotes = new LongAdder();
  final LongAdder ehash = new LongAdder();
  final DoubleAdder difficulty = new DoubleAdder();
  final LongAdder blocksFound = new LongAdder();
  final LongAdder connections = new LongAdder();
  final LongAdder disconnections = new LongAdder();

  private final LongAdder[] rejected = adders(RejectReason.values().length);
  private final LongAdder[] quotesFailed = adders(QuoteFailure.values().length);

  LongAdder rejected(RejectReason reason) {
    return rejected[reason.ordinal()];
  }

  LongAdder quotesFailed(QuoteFailure reason) {
    return quotesFailed[reason.ordinal()];
  }

  /** Shares with a quote, and those whose quote could not be made at all. */
  double quotesDue() {
    return unsigned(quotes)
        + Stream.of(QuoteFailure.values())
            .filter(QuoteFailure::isWithoutQuote)
            .mapToLong(failure -> quotesFailed(failure).sum())
            .sum();
  }

  void add(DownstreamTotals added) {
    shares.add(added.shares());
    quotes.add(added.quotes());
    ehash.add(added.ehash());
  }

  /** The sum as the unsigned 64-bit number that it is. */
  static double unsigned(LongAdder adder) {
    return unsigned(adder.sum());
  }

  static double unsigned(long value) {
    // The sign bit is worth 2^63; halving first keeps the rounding right.
    return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
  }

  private static LongAdder[] adders(int count) {
    return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
  }
}
