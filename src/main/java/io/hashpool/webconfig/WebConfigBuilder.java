package io.hashpool.webconfig;

import io.hashpool.webconfig.WebConfigDocument.Tls;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Makes a configuration of what the file says: checks that its parts go together, and reads the
 * files it names. For one reading.
 */
final class WebConfigBuilder {
  private static final Map<String, Set<String>> HEADERS =
      Map.of(
          "Content-Security-Policy", Set.of(),
          "Strict-Transport-Security", Set.of(),
          "X-Content-Type-Options", Set.of("nosniff"),
          "X-Frame-Options", Set.of("deny", "sameorigin"),
          "X-XSS-Protection", Set.of());

  private final Path file;
  private final WatchedFiles files;
  private final List<String> notes = new ArrayList<>();

  private WebConfigBuilder(Path file, WatchedFiles files) {
    this.file = file;
    this.files = files;
  }

  /** Reads the file and those it names. */
  static WebConfig read(Path file, WatchedFiles files) throws WebConfigException {
    WebConfigDocument document = WebConfigReader.read(file, files.read(file));
    return new WebConfigBuilder(file, files).build(document);
  }

  private WebConfig build(WebConfigDocument document) throws WebConfigException {
    Optional<TlsServer> tls = tls(document.tls());
    Users users = document.users() == null ? Users.ANYONE : users(document.users());
    Map<String, String> headers = headers(document.http());
    if (tls.isEmpty() && !users.anyone()) {
      notes.add("passwords are asked for over plain HTTP, where others can read them");
    }
    return new WebConfig(tls, users, headers, notes);
  }

  private Optional<TlsServer> tls(@Nullable Tls tls) throws WebConfigException {
    if (tls == null
        || (tls.certFile() == null
            && tls.keyFile() == null
            && tls.clientAuthType() == null
            && tls.clientCaFile() == null)) {
      return Optional.empty();
    }
    requireServable(tls);
    ServerKey key = serverKey(tls);
    ClientAuthType clientAuth =
        Objects.requireNonNullElse(tls.clientAuthType(), ClientAuthType.NoClientCert);
    try {
      ClientCertificates clients = clientCertificates(tls, clientAuth);
      SSLContext context = TlsServer.context(key, clients);
      return Optional.of(new TlsServer(context, parameters(tls, context), clientAuth, clients));
    } catch (GeneralSecurityException | IOException e) {
      throw e instanceof WebConfigException known
          ? known
          : wrong("tls_server_config can't be used: " + e);
    }
  }

  private void requireServable(Tls tls) throws WebConfigException {
    if (tls.curvePreferences() != null) {
      throw wrong(
          "tls_server_config.curve_preferences can't be set here; leave it out, and start Java with"
              + " -Djdk.tls.namedGroups=x25519,secp256r1 or the like");
    }
    TlsVersion max = Objects.requireNonNullElse(tls.maxVersion(), TlsVersion.TLS13);
    TlsVersion min = Objects.requireNonNullElse(tls.minVersion(), TlsVersion.TLS12);
    if (!max.served()) {
      throw wrong(
          "tls_server_config.max_version is %s, and TLS below 1.2 is not served; write TLS12 or TLS13"
              .formatted(max));
    }
    if (min.compareTo(max) > 0) {
      throw wrong("tls_server_config.min_version is %s, above max_version %s".formatted(min, max));
    }
    if (!min.served()) {
      notes.add("min_version is " + min + ", and TLS below 1.2 is not served");
    }
  }

  private ServerKey serverKey(Tls tls) throws WebConfigException {
    String cert = tls.certFile();
    String key = tls.keyFile();
    if (cert == null || cert.isEmpty()) {
      throw wrong("tls_server_config.cert_file is missing");
    }
    if (key == null || key.isEmpty()) {
      throw wrong("tls_server_config.key_file is missing");
    }
    Path certFile = beside("cert_file", cert);
    Path keyFile = beside("key_file", key);
    ServerKey pair = ServerKey.of(certFile, files.read(certFile), keyFile, files.read(keyFile));
    Instant ends = pair.chain().get(0).getNotAfter().toInstant();
    if (ends.isBefore(Instant.now())) {
      notes.add("the certificate in " + certFile + " expired at " + ends);
    }
    return pair;
  }

  private ClientCertificates clientCertificates(Tls tls, ClientAuthType clientAuth)
      throws GeneralSecurityException, IOException {
    String ca = tls.clientCaFile();
    List<String> names = Objects.requireNonNullElse(tls.clientAllowedSans(), List.of());
    if (ca != null && clientAuth == ClientAuthType.NoClientCert) {
      throw wrong(
          "tls_server_config.client_ca_file is set, and client_auth_type asks for no certificate;"
              + " write RequireAndVerifyClientCert");
    }
    if (!names.isEmpty() && clientAuth != ClientAuthType.RequireAndVerifyClientCert) {
      throw wrong(
          "tls_server_config.client_allowed_sans needs client_auth_type RequireAndVerifyClientCert");
    }
    if (!clientAuth.verified()) {
      return ClientCertificates.unverified();
    }
    if (ca == null) {
      throw wrong(
          "tls_server_config.client_auth_type is %s, and client_ca_file, to verify by, is missing"
              .formatted(clientAuth));
    }
    Path caFile = beside("client_ca_file", ca);
    return ClientCertificates.from(Pem.certificates(caFile, files.read(caFile)), Set.copyOf(names));
  }

  private static SSLParameters parameters(Tls tls, SSLContext context) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(
        Objects.requireNonNullElse(tls.minVersion(), TlsVersion.TLS12)
            .javaNamesTo(Objects.requireNonNullElse(tls.maxVersion(), TlsVersion.TLS13)));
    List<CipherSuite> suites = tls.cipherSuites();
    if (suites != null && !suites.isEmpty()) {
      parameters.setCipherSuites(CipherSuite.enabled(suites));
    }
    parameters.setUseCipherSuitesOrder(
        Objects.requireNonNullElse(tls.preferServerCipherSuites(), true));
    return parameters;
  }

  private Users users(Map<String, String> given) throws WebConfigException {
    if (given.isEmpty()) {
      throw wrong(WebConfigReader.leftEmpty("basic_auth_users"));
    }
    Map<String, PasswordHash> hashes = new HashMap<>();
    for (Map.Entry<String, String> user : given.entrySet()) {
      try {
        hashes.put(
            user.getKey(), new PasswordHash(Objects.requireNonNullElse(user.getValue(), "")));
      } catch (IllegalArgumentException e) {
        throw wrong("basic_auth_users.%s %s".formatted(user.getKey(), e.getMessage()));
      }
    }
    return new Users(hashes);
  }

  private Map<String, String> headers(WebConfigDocument.@Nullable Http http)
      throws WebConfigException {
    if (http == null) {
      return Map.of();
    }
    if (Boolean.TRUE.equals(http.http2())) {
      notes.add("http_server_config.http2 is ignored: this server speaks HTTP/1.1 alone");
    }
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, String> header :
        Objects.requireNonNullElse(http.headers(), Map.<String, String>of()).entrySet()) {
      String value = Objects.requireNonNullElse(header.getValue(), "");
      requireHeader(header.getKey(), value);
      headers.put(header.getKey(), value);
    }
    return headers;
  }

  private void requireHeader(String name, String value) throws WebConfigException {
    Set<String> values = HEADERS.get(name);
    String place = "http_server_config.headers." + name;
    if (values == null) {
      throw wrong(place + " can't be set; there is " + String.join(", ", sorted(HEADERS.keySet())));
    }
    if (!values.isEmpty() && !values.contains(value)) {
      throw wrong(place + " must be one of " + String.join(", ", sorted(values)));
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw wrong(place + " must be printable ASCII, on one line");
    }
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  /** Relative paths are relative to the file that has them. */
  private Path beside(String field, String path) throws WebConfigException {
    try {
      return file.toAbsolutePath().resolveSibling(path).normalize();
    } catch (InvalidPathException e) {
      throw wrong("tls_server_config.%s is not a path: %s".formatted(field, e.getMessage()));
    }
  }

  private WebConfigException wrong(String what) {
    return new WebConfigException(file + ": " + what);
  }
}
