package io.hashpool.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.hashpool.ingest.Report;
import io.hashpool.stats.FeedError;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Reads one line of the feed. Strict on what is required, its type and range; what it does not know
 * it skips. For one thread.
 */
final class LineDecoder {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private final LineReader.RowReaders readers;

  /** A decoder of lines in which these are the accepted shares. */
  LineDecoder(Accepted accepted) {
    this.readers =
        new LineReader.RowReaders(
            new ServiceReader(),
            new DownstreamReportReader(accepted),
            new WindowReader(),
            new UniqueIds());
  }

  /**
   * The line in these bytes, its newline left out.
   *
   * @param badRows told of each row that was left out, with the field and the reason
   * @throws LineRefusedException if it is none of the three kinds, with the field and the reason
   */
  Report decode(byte[] bytes, int offset, int length, Consumer<String> badRows)
      throws LineRefusedException {
    requireUtf8Object(bytes, offset, length);
    requireUnicode(bytes, offset, length);
    try (JsonParser parser = JSON.createParser(bytes, offset, length)) {
      parser.nextToken();
      return new LineReader(new WireReader(parser, badRows), readers).read();
    } catch (JsonProcessingException e) {
      throw new LineRefusedException(
          FeedError.NOT_JSON, "line is no JSON: " + e.getOriginalMessage());
    } catch (CharConversionException e) {
      throw new LineRefusedException(
          FeedError.NOT_JSON, "line is not UTF-8: " + String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Or the parser would guess another encoding from the zero bytes. */
  private static void requireUtf8Object(byte[] bytes, int offset, int length)
      throws LineRefusedException {
    int start = offset;
    int end = offset + length;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    boolean opens = start < end && bytes[start] == '{';
    boolean wide = start + 1 < end && bytes[start + 1] == 0;
    if (!opens || wide) {
      throw new LineRefusedException(
          FeedError.NOT_JSON, "line does not begin as a JSON object in UTF-8");
    }
  }

  /**
   * The parser takes characters written in more bytes than they need, by which a name could pass
   * for another, and in what it skips also numbers that are no characters.
   */
  private static void requireUnicode(byte[] bytes, int offset, int length)
      throws LineRefusedException {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] < 0) {
        int lead = bytes[i] & 0xff;
        int next = i + 1 < offset + length ? bytes[i + 1] & 0xff : 0;
        boolean overlong =
            lead == 0xc0
                || lead == 0xc1
                || lead == 0xe0 && next < 0xa0
                || lead == 0xf0 && next < 0x90;
        boolean surrogate = lead == 0xed && next > 0x9f;
        boolean beyondUnicode = lead == 0xf4 && next > 0x8f || lead > 0xf4;
        if (overlong || surrogate || beyondUnicode) {
          throw new LineRefusedException(
              FeedError.NOT_JSON, "line is not UTF-8: no character at byte " + (i - offset));
        }
      }
    }
  }

  /** Whether a line holds nothing but blanks, and says nothing. */
  static boolean isBlank(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (!isBlank(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }
}
