package io.hashpool.pull;

import io.hashpool.stats.FeedError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the accepted shares out of hashpool's numbers by one rule, and sees whether the numbers
 * agree with it. For one thread.
 */
final class AcceptedShares {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptedShares.class);

  /** So many new shares without any by the difference are no chance. */
  private static final long ENOUGH_SHARES = 20;

  /** So many new shares that are just twice the new quotes are no chance. */
  private static final long ENOUGH_DOUBLES = 100;

  private final AcceptedBy rule;
  private long newShares;
  private long newQuotes;
  private boolean warned;

  AcceptedShares(AcceptedBy rule) {
    this.rule = rule;
  }

  /** The accepted shares of these totals, unsigned. */
  long of(long shares, long quotes) {
    if (rule == AcceptedBy.SHARES) {
      return shares;
    }
    return Long.compareUnsigned(shares, quotes) > 0 ? shares - quotes : 0;
  }

  /**
   * All sessions together got these since the last poll.
   *
   * @throws PollFailedException if the rule can't be right
   */
  void grewBy(long shares, long quotes) throws PollFailedException {
    newShares += shares;
    newQuotes += quotes;
    if (rule == AcceptedBy.DIFFERENCE) {
      if (newShares != newQuotes) {
        forget();
      } else if (newShares >= ENOUGH_SHARES) {
        throw new PollFailedException(
            FeedError.WRONG_ACCEPTED,
            "%d new shares and %d new quotes: their difference does not grow, so this pool counts"
                    .formatted(newShares, newQuotes)
                + " each share once; set --pull.accepted=shares");
      }
    } else if (newShares >= ENOUGH_DOUBLES) {
      if (newShares == 2 * newQuotes && !warned) {
        warned = true;
        LOG.atWarn()
            .addKeyValue("new_shares", newShares)
            .addKeyValue("new_quotes", newQuotes)
            .log(
                "two new shares for each new quote: this pool seems to count each share twice; if"
                    + " it does, set --pull.accepted=difference");
      }
      forget();
    }
  }

  private void forget() {
    newShares = 0;
    newQuotes = 0;
  }
}
