package io.hashpool.stats;

import io.hashpool.quote.QuoteFailure;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The pool's totals over all sessions, live and gone. They only grow, for the life of the process,
 * and stop at 2^64 - 1. Thread-safe; striped, since every share of every downstream meets here.
 */
final class PoolTotals {
  final SaturatingTotal shares = new SaturatingTotal();
  final SaturatingTotal quotes = new SaturatingTotal();
  final SaturatingTotal ehash = new SaturatingTotal();
  final DoubleAdder difficulty = new DoubleAdder();
  final SaturatingTotal blocksFound = new SaturatingTotal();
  final LongAdder connections = new LongAdder();
  final LongAdder disconnections = new LongAdder();

  private final SaturatingTotal[] rejected =
      Stream.generate(SaturatingTotal::new)
          .limit(RejectReason.values().length)
          .toArray(SaturatingTotal[]::new);
  private final LongAdder[] quotesFailed = adders(QuoteFailure.values().length);

  SaturatingTotal rejected(RejectReason reason) {
    return rejected[reason.ordinal()];
  }

  LongAdder quotesFailed(QuoteFailure reason) {
    return quotesFailed[reason.ordinal()];
  }

  /** Shares with a quote, and those whose quote could not be made at all. */
  double quotesDue() {
    return quotes.toDouble()
        + Stream.of(QuoteFailure.values())
            .filter(QuoteFailure::isWithoutQuote)
            .mapToLong(failure -> quotesFailed(failure).sum())
            .sum();
  }

  void add(Growth growth) {
    shares.add(growth.totals().shares());
    quotes.add(growth.totals().quotes());
    ehash.add(growth.totals().ehash());
    growth.rejected().forEach((reason, count) -> rejected(reason).add(count));
    blocksFound.add(growth.blocksFound());
    difficulty.add(growth.difficulty());
  }

  private static LongAdder[] adders(int count) {
    return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
  }
}
