package io.hashpool.exposition;

import io.micrometer.core.instrument.Meter;

/**
 * A meter that is one sample, as the registry keeps it: with its labels, ready to be written. There
 * may be millions, so that what they hold counts.
 */
interface Sample extends Meter {
  /** Its labels. */
  LabelSet labels();

  /** Its value now. */
  double sampledValue();

  /** When it was registered, in unix milliseconds; 0 for kinds of which nobody asks. */
  long createdAtMillis();

  /** Whether it was removed from the registry. */
  boolean isGone();

  /** It was removed. Seen by scrapes that began before, or not. */
  void markGone();
}
