package io.hashpool.webconfig;

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
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the YAML strictly. It refuses what it does not know and what stands there twice. */
final class WebConfigReader {
  private static final ObjectReader YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build()
          .readerFor(WebConfigDocument.class);

  /** A template that failed leaves these empty. Without them the door would be open. */
  private static final Set<String> NEVER_EMPTY =
      Set.of(
          "basic_auth_users",
          "cert",
          "cert_file",
          "key",
          "key_file",
          "client_auth_type",
          "client_ca",
          "client_ca_file");

  private WebConfigReader() {}

  static WebConfigDocument read(String file, byte[] yaml) throws WebConfigException {
    try {
      return isEmpty(file, yaml) ? WebConfigDocument.EMPTY : YAML.readValue(yaml);
    } catch (JsonProcessingException e) {
      // Of a field that is wrong the parser is past its line already; its name says more.
      boolean syntax = !(e instanceof JsonMappingException) && e.getLocation() != null;
      int line = syntax ? e.getLocation().getLineNr() : -1;
      throw new WebConfigException(file + (line > 0 ? ":" + line : "") + ": " + explained(e), e);
    } catch (WebConfigException e) {
      throw e;
    } catch (IOException e) {
      throw new WebConfigException(file + ": not YAML in UTF-8: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // The YAML library lets some through, as of an escape that is no character.
      throw new WebConfigException(file + ": not valid YAML", e);
    }
  }

  /**
   * Reads all of it once for what the binding to fields would pass over.
   *
   * @return whether it says nothing
   */
  private static boolean isEmpty(String file, byte[] yaml) throws IOException {
    try (YAMLParser parser = (YAMLParser) YAML.createParser(yaml)) {
      JsonToken first = parser.nextToken();
      boolean ended = false;
      for (JsonToken token = first; token != null; token = parser.nextToken()) {
        if (ended) {
          throw new WebConfigException(file + ": has a second document; there must be one");
        }
        if (parser.isCurrentAlias()) {
          throw new WebConfigException(
              file + ": aliases such as *" + parser.getText() + " are not followed; write it out");
        }
        if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
          throw new WebConfigException(file + ": !!binary is not read; write a text");
        }
        String field = Objects.requireNonNullElse(parser.currentName(), "");
        if (token == JsonToken.VALUE_NULL && NEVER_EMPTY.contains(field)) {
          throw new WebConfigException(
              file + ": \"" + field + "\" is left empty; give it a value or leave it out");
        }
        ended = parser.getParsingContext().inRoot();
      }
      return first == null || first == JsonToken.VALUE_NULL;
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
    if (type == Integer.class) {
      return "a whole number";
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
