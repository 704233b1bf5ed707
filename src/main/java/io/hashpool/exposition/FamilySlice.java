package io.hashpool.exposition;

/**
 * Some neighbours among the samples of a family: they can be written without regard to the others.
 *
 * @param text how to write them
 * @param sorted all samples of the family
 * @param from the first of these
 * @param to the one after the last
 */
record FamilySlice(FamilyText text, SortedSamples sorted, int from, int to) implements Part {
  @Override
  public void write(FamilyWriter writer, ScrapeBuffer buffer) {
    writer.write(this, buffer);
  }

  boolean isFirst() {
    return from == 0;
  }
}
