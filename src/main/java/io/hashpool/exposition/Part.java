package io.hashpool.exposition;

/** A part of an exposition that can be written without regard to the others. */
@FunctionalInterface
interface Part {
  /**
   * Writes it.
   *
   * @param writer for what is a family's, of the format and for this thread
   */
  void write(FamilyWriter writer, ScrapeBuffer buffer);
}
