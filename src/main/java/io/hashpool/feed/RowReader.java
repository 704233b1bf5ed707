package io.hashpool.feed;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads the rows of an array, each an object. One bad row costs itself: a field that is missing or
 * can't be read is told, and the rest of the row is skipped. A row whose id can't be read costs the
 * line, since nobody knows whose it is. For one thread.
 *
 * @param <R> what a row says
 */
abstract class RowReader<R> {
  private final FieldSet fields;
  private final int required;
  private final String idField;

  /**
   * A reader of rows.
   *
   * @param idField the first of the fields if it is an id, and empty otherwise
   * @param required how many of the fields must be there, the first ones
   * @param fields all that are known
   */
  RowReader(String idField, int required, String... fields) {
    this.idField = idField;
    this.required = required;
    this.fields = new FieldSet(fields);
  }

  /** Reads the field whose value the parser is at; skips one that it does not know. */
  abstract void readField(String name, FieldSet seen, WireReader in)
      throws IOException, LineRefusedException;

  /** The row, of which every required field was read. */
  abstract R row(WireReader in) throws LineRefusedException;

  /** Begins a row: forgets what the last one said. */
  void clear() {
    fields.clear();
  }

  /**
   * Reads the object that the parser is at the start of.
   *
   * @return empty if the row was left out
   * @throws LineRefusedException if its id can't be read
   */
  final Optional<R> read(WireReader in) throws IOException, LineRefusedException {
    clear();
    Optional<LineRefusedException> bad = readFields(in);
    if (bad.isEmpty()) {
      try {
        fields.requireFirst(required, in);
        return Optional.of(row(in));
      } catch (LineRefusedException e) {
        bad = Optional.of(e);
      }
    }
    in.leaveOut(bad.get());
    return Optional.empty();
  }

  /** Reads to the end of the object, and says what its first bad field is. */
  private Optional<LineRefusedException> readFields(WireReader in)
      throws IOException, LineRefusedException {
    boolean hasId = !idField.isEmpty();
    Optional<LineRefusedException> first = Optional.empty();
    JsonParser parser = in.parser();
    try {
      in.expectObject();
    } catch (LineRefusedException e) {
      if (hasId) {
        throw e;
      }
      parser.skipChildren();
      return Optional.of(e);
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      try {
        readField(name, fields, in);
      } catch (LineRefusedException e) {
        if (name.equals(idField)) {
          throw e;
        }
        first = first.isPresent() ? first : Optional.of(e);
        parser.skipChildren();
      }
    }
    if (hasId) {
      fields.requireFirst(1, in);
    }
    return first;
  }
}
