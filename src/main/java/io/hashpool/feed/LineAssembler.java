package io.hashpool.feed;

import java.util.Arrays;

/**
 * Cuts one connection's bytes into lines, however they arrive. A line within one chunk is passed on
 * where it lies; one that spans chunks is gathered in a buffer that grows with what came, never
 * with what may come. A line over the limit is dropped, up to its newline. For the receiver's
 * thread.
 */
final class LineAssembler {
  /** Where lines go. */
  interface Lines {
    /** A line without its newline; the bytes are the caller's again afterwards. */
    void line(byte[] bytes, int offset, int length);

    /** A line over the limit began; told once a line. */
    void tooLong();

    /** The memory of the unfinished line was needed elsewhere: the connection can't go on. */
    void evicted();
  }

  private static final byte[] NONE = {};
  private static final int FIRST_BUFFER = 4096;

  private final int maxLine;
  private final LineBuffers buffers;
  private final Lines lines;

  private byte[] buffer = NONE;
  private int length;
  private boolean skipping;

  LineAssembler(int maxLine, LineBuffers buffers, Lines lines) {
    this.maxLine = maxLine;
    this.buffers = buffers;
    this.lines = lines;
  }

  /** These bytes arrived next. */
  void accept(byte[] chunk, int from, int to) {
    int start = from;
    for (int at = from; at < to; at++) {
      if (chunk[at] == '\n') {
        endLine(chunk, start, at - start);
        start = at + 1;
      }
    }
    if (start < to) {
      append(chunk, start, to - start);
    }
  }

  /** Whether a line has begun and not ended, be it one that is skipped. */
  boolean isUnfinished() {
    return length > 0 || skipping;
  }

  /** Gives the memory back. */
  void dropBuffer() {
    if (buffer.length > 0) {
      buffers.release(this, buffer.length);
      buffer = NONE;
    }
    length = 0;
  }

  void evict() {
    dropBuffer();
    skipping = true;
    lines.evicted();
  }

  private void endLine(byte[] chunk, int start, int count) {
    if (skipping) {
      skipping = false;
      return;
    }
    if (length == 0 && count <= maxLine) {
      lines.line(chunk, start, count);
      return;
    }
    append(chunk, start, count);
    if (skipping) {
      skipping = false;
    } else {
      int whole = length;
      length = 0;
      lines.line(buffer, 0, whole);
    }
  }

  private void append(byte[] chunk, int start, int count) {
    if (skipping) {
      return;
    }
    if (count > maxLine - length) {
      dropBuffer();
      skipping = true;
      lines.tooLong();
      return;
    }
    if (length == 0 && buffer.length > 0) {
      buffers.begins(this);
    }
    ensureRoom(length + count);
    System.arraycopy(chunk, start, buffer, length, count);
    length += count;
  }

  private void ensureRoom(int needed) {
    if (needed <= buffer.length) {
      return;
    }
    int doubled = (int) Math.min(maxLine, 2L * buffer.length);
    int capacity = Math.max(Math.max(doubled, needed), Math.min(FIRST_BUFFER, maxLine));
    buffers.reserve(this, capacity - buffer.length);
    buffer = Arrays.copyOf(buffer, capacity);
  }
}
