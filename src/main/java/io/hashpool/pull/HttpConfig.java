package io.hashpool.pull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How to ask a source: credentials, certificates and redirects, out of a file with the fields of
 * Prometheus's {@code http_config}. The file is read once; the files that it names are read at each
 * use, so that a secret may be replaced. Immutable.
 */
public final class HttpConfig {
  private static final ObjectReader YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(HttpConfigDocument.class);

  private static final HttpConfigDocument EMPTY =
      new HttpConfigDocument(null, null, null, null, null);

  private final Path file;
  private final HttpConfigDocument document;

  private HttpConfig(Path file, HttpConfigDocument document) {
    this.file = file;
    this.document = document;
  }

  /** No credentials, and the system's certificates. */
  public static HttpConfig none() {
    return new HttpConfig(Path.of(""), EMPTY);
  }

  /**
   * Reads the file, and all files that it names.
   *
   * @throws IOException if one of them can't be used; the message is one line, without a secret
   */
  public static HttpConfig read(Path file) throws IOException {
    HttpConfig config = new HttpConfig(file, document(file));
    config.requireOneOfEach();
    config.authorization();
    config.tlsMaterial().context();
    return config;
  }

  /** The value of the Authorization header. */
  Optional<String> authorization() throws IOException {
    HttpConfigDocument.BasicAuth basic = document.basicAuth();
    if (basic != null) {
      String user = secret(basic.username(), basic.usernameFile()).orElse("");
      String password = secret(basic.password(), basic.passwordFile()).orElse("");
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }
    HttpConfigDocument.Authorization other = document.authorization();
    if (other == null) {
      return Optional.empty();
    }
    String type = Objects.requireNonNullElse(other.type(), "Bearer");
    String credentials =
        secret(other.credentials(), other.credentialsFile())
            .orElseThrow(() -> wrong("authorization needs credentials or credentials_file"));
    String header = type + " " + credentials;
    if (!header.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw wrong("the credentials of authorization must be printable ASCII, on one line");
    }
    return Optional.of(header);
  }

  /** What TLS needs, as its files are now. */
  TlsMaterial tlsMaterial() throws IOException {
    HttpConfigDocument.Tls tls = document.tls();
    if (tls == null) {
      return TlsMaterial.NONE;
    }
    return new TlsMaterial(
        file.toString(),
        text(tls.ca(), tls.caFile()),
        text(tls.cert(), tls.certFile()),
        text(tls.key(), tls.keyFile()),
        Optional.ofNullable(tls.serverName()),
        Boolean.TRUE.equals(tls.insecureSkipVerify()));
  }

  /** Whether redirects within the server are followed. */
  boolean followRedirects() {
    return !Boolean.FALSE.equals(document.followRedirects());
  }

  private static HttpConfigDocument document(Path file) throws IOException {
    byte[] yaml = contents(file);
    JsonNode tree;
    try {
      tree = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not valid YAML, line " + line(e), e);
    } catch (IOException | RuntimeException e) {
      throw new IOException(file + ": not valid YAML in UTF-8", e);
    }
    if (tree.isMissingNode() || tree.isNull()) {
      return EMPTY;
    }
    requireNothingEmpty(file, tree);
    try {
      return YAML.readValue(tree);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + explained(e), e);
    }
  }

  /** A template that failed must not open the door: what is there has a value. */
  private static void requireNothingEmpty(Path file, JsonNode tree) throws IOException {
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (field.getValue().isNull()) {
        throw new IOException(
            "%s: \"%s\" is left empty; give it a value or leave it out"
                .formatted(file, field.getKey()));
      }
      requireNothingEmpty(file, field.getValue());
    }
  }

  private void requireOneOfEach() throws IOException {
    HttpConfigDocument.BasicAuth basic = document.basicAuth();
    HttpConfigDocument.Authorization other = document.authorization();
    HttpConfigDocument.Tls tls = document.tls();
    if (basic != null && other != null) {
      throw wrong("has basic_auth and authorization; one request has one of them");
    }
    if (basic != null) {
      requireOne("username", basic.username(), basic.usernameFile());
      requireOne("password", basic.password(), basic.passwordFile());
    }
    if (other != null) {
      requireOne("credentials", other.credentials(), other.credentialsFile());
      if ("basic".equalsIgnoreCase(other.type())) {
        throw wrong("authorization.type can't be Basic; use basic_auth");
      }
    }
    if (tls != null) {
      requireOne("ca", tls.ca(), tls.caFile());
      requireOne("cert", tls.cert(), tls.certFile());
      requireOne("key", tls.key(), tls.keyFile());
    }
  }

  private void requireOne(String field, @Nullable String value, @Nullable String inFile)
      throws IOException {
    if (value != null && inFile != null) {
      throw wrong("has %s and %s_file; give one of them".formatted(field, field));
    }
  }

  /** Without the newline that editors put at the end of a file. */
  private Optional<String> secret(@Nullable String value, @Nullable String inFile)
      throws IOException {
    return text(value, inFile).map(String::strip);
  }

  private Optional<String> text(@Nullable String value, @Nullable String inFile)
      throws IOException {
    if (inFile == null) {
      return Optional.ofNullable(value);
    }
    try {
      Path path = file.toAbsolutePath().resolveSibling(inFile);
      return Optional.of(new String(contents(path), StandardCharsets.UTF_8));
    } catch (InvalidPathException e) {
      throw wrong("names a file that is no path: " + e.getMessage());
    }
  }

  private static byte[] contents(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (IOException e) {
      throw new IOException(file + ": can't be read: " + e.getMessage(), e);
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
    return e instanceof JsonMappingException mapping
        ? "\"" + place(mapping) + "\" is of the wrong type"
        : "not valid YAML";
  }

  private static int line(JacksonException e) {
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }

  private static String place(JsonMappingException e) {
    return e.getPath().stream()
        .map(step -> String.valueOf(step.getFieldName()))
        .collect(Collectors.joining("."));
  }

  private IOException wrong(String what) {
    return new IOException(file + ": " + what);
  }
}
