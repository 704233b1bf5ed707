package io.hashpool.feed;

/**
 * Which of an object's known fields were seen: none twice, all in the end. For objects of up to 32
 * known fields; for one thread.
 */
final class FieldSet {
  private final String[] names;
  private int seen;

  FieldSet(String... names) {
    this.names = names;
  }

  void clear() {
    seen = 0;
  }

  /** The field at this place of the names is here. */
  void add(int field, WireReader in) throws LineRefusedException {
    int bit = 1 << field;
    if ((seen & bit) != 0) {
      throw in.invalid(names[field], "is there twice");
    }
    seen |= bit;
  }

  /** Refuses the line if one of the first fields, as many as said, was not seen. */
  void requireFirst(int count, WireReader in) throws LineRefusedException {
    int all = (1 << count) - 1;
    if ((seen & all) != all) {
      throw in.missing(names[Integer.numberOfTrailingZeros(~seen)]);
    }
  }
}
