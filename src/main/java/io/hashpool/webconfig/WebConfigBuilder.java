package io.hashpool.webconfig;

import io.hashpool.base.Clocks;
import io.hashpool.base.FileNames;
import io.hashpool.webconfig.WebConfigDocument.Tls;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
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
    return new WebConfigBuilder(file, files)
        .build(WebConfigReader.read(FileNames.show(file), files.read(file)));
  }

  /**
   * Reads them under a running server, for which TLS can't begin or end. What protects it now must
   * not be gone just because it is no longer mentioned: a template that failed leaves such a file.
   */
  static WebConfig readAgain(Path file, WatchedFiles files, WebConfig inForce)
      throws WebConfigException {
    WebConfigBuilder builder = new WebConfigBuilder(file, files);
    WebConfigDocument document = WebConfigReader.read(FileNames.show(file), files.read(file));
    WebConfig read = builder.build(document);
    if (read.tls().isPresent() != inForce.tls().isPresent()) {
      throw builder.wrong(
          "TLS can't be switched on or off while the server runs; restart it for that");
    }
    if (document.users() == null && !inForce.users().anyone()) {
      throw builder.wrong(
          "has no basic_auth_users any more; to let everyone in, write basic_auth_users: {}");
    }
    boolean asked = inForce.tls().map(TlsServer::asksForCertificates).orElse(false);
    if (asked && document.tls() != null && document.tls().clientAuthType() == null) {
      throw builder.wrong(
          "has no tls_server_config.client_auth_type any more; to ask for no certificate, write"
              + " NoClientCert");
    }
    return read;
  }

  private WebConfig build(WebConfigDocument document) throws WebConfigException {
    Optional<TlsServer> tls = tls(document.tls());
    Users users = document.users() == null ? Users.ANYONE : users(document.users());
    Map<String, String> headers = headers(document.http());
    if (tls.isEmpty() && !users.anyone()) {
      notes.add("passwords are required over plain HTTP, where others can read them");
    }
    return new WebConfig(tls, users, headers, rate(document.rate()), notes);
  }

  private Optional<TlsServer> tls(@Nullable Tls tls) throws WebConfigException {
    if (tls == null || !tls.isEnabled()) {
      return Optional.empty();
    }
    ServerKey key = serverKey(tls);
    ClientAuthType clientAuth =
        Objects.requireNonNullElse(tls.clientAuthType(), ClientAuthType.NoClientCert);
    try {
      ClientCertificates clients = clientCertificates(tls, clientAuth);
      SSLContext context = TlsServer.context(key, clients);
      SSLParameters parameters = parameters(tls, context);
      clientAuth.ask(parameters);
      return Optional.of(new TlsServer(context, parameters, clients));
    } catch (WebConfigException e) {
      throw e;
    } catch (GeneralSecurityException | IOException e) {
      throw wrong("tls_server_config can't be used: " + e);
    }
  }

  private ServerKey serverKey(Tls tls) throws WebConfigException {
    Pem cert =
        pem("cert", tls.cert(), tls.certFile())
            .orElseThrow(() -> wrong("tls_server_config.cert_file is missing, and so is cert"));
    Pem key =
        pem("key", tls.key(), tls.keyFile())
            .orElseThrow(() -> wrong("tls_server_config.key_file is missing, and so is key"));
    ServerKey pair = ServerKey.of(cert, key);
    Instant ends = pair.chain().get(0).getNotAfter().toInstant();
    if (ends.isBefore(Instant.now())) {
      notes.add("the certificate in " + cert.place() + " expired at " + ends);
    }
    return pair;
  }

  private ClientCertificates clientCertificates(Tls tls, ClientAuthType clientAuth)
      throws GeneralSecurityException, IOException {
    Optional<Pem> ca = pem("client_ca", tls.clientCa(), tls.clientCaFile());
    Set<String> names =
        Set.copyOf(Objects.requireNonNullElse(tls.clientAllowedSans(), List.<String>of()));
    if (clientAuth == ClientAuthType.NoClientCert && (ca.isPresent() || !names.isEmpty())) {
      throw wrong(
          "tls_server_config.%s is set, and client_auth_type asks for no certificate; write"
                  .formatted(ca.isPresent() ? "client_ca_file" : "client_allowed_sans")
              + " RequireAndVerifyClientCert");
    }
    List<X509Certificate> issuers = ca.isPresent() ? ca.get().certificates() : List.of();
    if (!clientAuth.verified()) {
      return ClientCertificates.unverified(names);
    }
    if (ca.isEmpty() && clientAuth == ClientAuthType.RequireAndVerifyClientCert) {
      throw wrong(
          "tls_server_config.client_auth_type is %s, and client_ca_file, to verify by, is missing"
              .formatted(clientAuth));
    }
    if (ca.isEmpty()) {
      notes.add(
          "client_ca_file is missing: certificates of every CA that this Java trusts are accepted");
      return ClientCertificates.ofTheSystem(names);
    }
    return ClientCertificates.of(issuers, names);
  }

  private SSLParameters parameters(Tls tls, SSLContext context) throws WebConfigException {
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(protocols(tls));
    List<CipherSuite> suites = tls.cipherSuites();
    if (suites != null && !suites.isEmpty()) {
      parameters.setCipherSuites(CipherSuite.enabled(suites));
    }
    List<Curve> curves = tls.curvePreferences();
    if (curves != null && !curves.isEmpty() && !Curve.prefer(curves, parameters)) {
      notes.add("curve_preferences takes effect at the next start, as this Java is older than 20");
    }
    parameters.setUseCipherSuitesOrder(
        Objects.requireNonNullElse(tls.preferServerCipherSuites(), true));
    return parameters;
  }

  private String[] protocols(Tls tls) throws WebConfigException {
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
    return min.javaNamesTo(max);
  }

  private Users users(Map<String, String> given) throws WebConfigException {
    Map<String, PasswordHash> hashes = new HashMap<>();
    for (Map.Entry<String, String> user : given.entrySet()) {
      try {
        PasswordHash hash = new PasswordHash(Objects.requireNonNullElse(user.getValue(), ""));
        if (hash.isCostly()) {
          notes.add(
              "basic_auth_users.%s has a bcrypt cost of %d: each new or wrong password takes many"
                      .formatted(user.getKey(), hash.cost())
                  + " seconds of a core");
        }
        hashes.put(user.getKey(), hash);
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
      notes.add("http_server_config.http2 is ignored: this server speaks HTTP/1.1 only");
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

  private Optional<RequestRate> rate(WebConfigDocument.@Nullable Rate rate)
      throws WebConfigException {
    if (rate == null || rate.interval() == null) {
      return Optional.empty();
    }
    Duration interval;
    try {
      interval = GoDuration.parse(rate.interval().toString());
    } catch (IllegalArgumentException e) {
      throw wrong("rate_limit.interval must be 0 or a duration such as 1s or 100ms");
    }
    int burst = Objects.requireNonNullElse(rate.burst(), 0);
    if (burst < 0) {
      throw wrong("rate_limit.burst must be 0 or more, not " + burst);
    }
    if (interval.isZero()) {
      return Optional.empty();
    }
    if (burst == 0) {
      notes.add("rate_limit.burst is 0, so every request is refused");
    }
    return Optional.of(new RequestRate(interval, burst, Clocks.system()));
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  /** What a field holds, or the file that its neighbour names. If both are there, the file. */
  private Optional<Pem> pem(String field, @Nullable String text, @Nullable String name)
      throws WebConfigException {
    if (name != null && !name.isEmpty()) {
      Path named;
      try {
        named = FileNames.sibling(file, name);
      } catch (InvalidPathException e) {
        throw wrong("tls_server_config.%s_file is not a path: %s".formatted(field, e.getReason()));
      }
      return Optional.of(new Pem(FileNames.show(named), files.read(named)));
    }
    return text == null || text.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pem(FileNames.show(file) + ": tls_server_config." + field, text));
  }

  private WebConfigException wrong(String what) {
    return new WebConfigException(FileNames.show(file) + ": " + what);
  }
}
