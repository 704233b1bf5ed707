package io.hashpool.http.webconfig;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;

/** Reads the YAML strictly: what it does not know or that stands there twice it refuses. */
final class WebConfigReader {
  private static final ObjectReader YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build()
          .readerFor(WebConfigDocument.class);

  private WebConfigReader() {}

  static WebConfigDocument read(Path file, byte[] yaml) throws WebConfigException {
    try (JsonParser parser = YAML.createParser(yaml)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return WebConfigDocument.EMPTY;
      }
      return YAML.readValue(parser);
    } catch (JsonProcessingException e) {
      // Of a field that is wrong the parser is past its line already; its name says more.
      boolean syntax = !(e instanceof JsonMappingException) && e.getLocation() != null;
      int line = syntax ? e.getLocation().getLineNr() : -1;
      throw new WebConfigException(file + (line > 0 ? ":" + line : "") + ": " + explained(e), e);
    } catch (IOException e) {
      throw new WebConfigException(file + ": not YAML in UTF-8: " + e.getMessage(), e);
    }
  }

  /** In the operator's terms, without a value that may be secret. */
  private static String explained(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown field \""
          + place(unknown)
          + "\"; there is "
          + unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
    }
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return "\"" + place(mismatch) + "\" must be " + wanted(mismatch.getTargetType());
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return "\"" + place(mapping) + "\" can't be read: " + firstLine(e);
    }
    return "not valid YAML: " + firstLine(e);
  }

  private static String wanted(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    }
    if (type == String.class) {
      return "a text";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "a mapping of fields";
  }

  private static String place(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "the file" : path;
  }

  private static String firstLine(JsonProcessingException e) {
    return Objects.requireNonNullElse(e.getOriginalMessage(), "unreadable")
        .lines()
        .findFirst()
        .orElse("unreadable");
  }
}
