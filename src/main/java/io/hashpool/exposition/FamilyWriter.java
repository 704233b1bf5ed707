package io.hashpool.exposition;

/** Writes families in one format. For one thread. */
interface FamilyWriter {
  /**
   * Writes some samples of a family, and before its first one what all have in common.
   *
   * @throws IllegalArgumentException if a counter is negative, as the library does
   */
  void write(FamilySlice slice, ScrapeBuffer buffer);
}
