package io.hashpool.webconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hashpool.webconfig.Certificates.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebConfigFileTest {
  /** Of the password "secret". */
  static final String HASH = "$2y$04$rHUiBlx6vIyQLwtRGzTtM.26jkFRje5qhPqXCPG1aKn2tRPnBK1PG";

  private static final String TLS =
      "tls_server_config: {cert_file: server.crt, key_file: server.key";

  private static Identity ca;
  private static Identity server;
  private static Identity rsa;

  @TempDir Path directory;

  @BeforeAll
  static void makeCertificates() throws Exception {
    ca = Certificates.ca("test ca");
    server = Certificates.of("server", ca);
    rsa = Certificates.rsa("rsa", ca);
  }

  @BeforeEach
  void writeCertificates() throws IOException {
    server.write(directory, "server");
    rsa.write(directory, "rsa");
    ca.write(directory, "ca");
    Files.writeString(directory.resolve("server.p8"), server.pkcs8Pem());
    Files.writeString(directory.resolve("chain.crt"), rsa.certificatePem() + ca.certificatePem());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing yet\n",
        "tls_server_config: {}",
        "tls_server_config: {cert_file: server.crt, key_file: server.key}",
        "tls_server_config: {cert_file: server.crt, key_file: server.p8}",
        "tls_server_config: {cert_file: rsa.crt, key_file: rsa.key}",
        "tls_server_config: {cert_file: chain.crt, key_file: rsa.key, client_auth_type: NoClientCert}",
        TLS + ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt}",
        TLS + ", client_auth_type: VerifyClientCertIfGiven, client_ca_file: ca.crt}",
        TLS + ", client_auth_type: RequestClientCert}",
        TLS + ", client_auth_type: RequireAnyClientCert}",
        TLS + ", client_auth_type: RequireClientCert}",
        TLS + ", client_auth_type: VerifyClientCertIfGiven}",
        TLS + ", curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]}",
        TLS + ", curve_preferences: [], cipher_suites: []}",
        TLS + ", min_version: TLS13}",
        TLS + ", min_version: TLS10, max_version: TLS12, prefer_server_cipher_suites: false}",
        TLS + ", cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]}",
        TLS + "}\nhttp_server_config: {http2: true}",
        "http_server_config: {headers: {X-Frame-Options: deny, Content-Security-Policy: \"default-src 'self'\"}}",
        "http_server_config: {headers: {X-XSS-Protection: 1}}",
        "basic_auth_users: {}",
        "basic_auth_users: {alice: " + HASH + ", \"42\": " + HASH + "}",
        "basic_auth_users: {bob: $2y$18$4VeFDzXIoPHKnKTU3O3GH.N.vZu06CVqczYZ8WvfzrddFU6tGqjR.}",
        "basic_auth_users: {bob: $2y$31$8tENvb8K3DgblVtiP/MN1uRWQXnGxuFSgSTN6mtPXjyFhdOEVnvC.}",
      })
  void whatIsAcceptedHereIsAcceptedByPromtool(String yaml) throws Exception {
    Path file = write(yaml);
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      assertThat(opened.get().tls().isPresent()).isEqualTo(yaml.contains("cert_file"));
      assertThat(opened.get().users().anyone()).isEqualTo(!yaml.contains("$2y$"));
    }
    assertPromtoolAccepts(file);
  }

  @Test
  void theExampleOfTheDocsIsAccepted() throws Exception {
    String page = Files.readString(Path.of("docs/web-config.md"));
    Path file = write(page.replaceFirst("(?s).*?```yaml\n", "").replaceFirst("(?s)```.*", ""));
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      assertThat(opened.get().tls()).isPresent();
      assertThat(opened.get().users().knows("prometheus")).isTrue();
      assertThat(opened.get().notes()).isEmpty();
    }
    assertPromtoolAccepts(file);
  }

  private static void assertPromtoolAccepts(Path file) throws Exception {
    Process promtool =
        new ProcessBuilder("promtool", "check", "web-config", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(said).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tls_server_confg: {} | unknown field \"tls_server_confg\"; there is basic_auth_users, http_server_config, rate_limit, tls_server_config",
        "tls_server_config: {certificate: x} | unknown field \"tls_server_config.certificate\"; there is cert, cert_file",
        "tls_server_config: [] | \"tls_server_config\" must be a mapping of fields",
        "tls_server_config: {client_auth_type: Sometimes} | \"tls_server_config.client_auth_type\" must be one of NoClientCert, RequestClientCert",
        "tls_server_config: {client_auth_type: 1} | \"tls_server_config.client_auth_type\" must be one of NoClientCert",
        "tls_server_config: {min_version: SSL30} | \"tls_server_config.min_version\" must be one of TLS10, TLS11, TLS12, TLS13",
        "tls_server_config: {cipher_suites: [RC4]} | \"tls_server_config.cipher_suites.[0]\" must be one of TLS_AES_128_GCM_SHA256",
        "tls_server_config: {prefer_server_cipher_suites: 2} | \"tls_server_config.prefer_server_cipher_suites\" must be true or false",
        "tls_server_config: {cert_file: server.crt} | tls_server_config.key_file is missing, and so is key",
        "tls_server_config: {key_file: server.key} | tls_server_config.cert_file is missing, and so is cert",
        "tls_server_config: {cert_file: none.crt, key_file: server.key} | none.crt: no such file",
        "tls_server_config: {cert_file: server.key, key_file: server.key} | holds no certificate",
        "tls_server_config: {cert_file: server.crt, key_file: server.crt} | holds no private key",
        "tls_server_config: {cert_file: server.crt, key_file: rsa.key} | rsa.key: is not the key of the first certificate in",
        "tls_server_config: {cert_file: server.crt, key_file: server.key, curve_preferences: [CurveP257]} | must be one of CurveP256, CurveP384, CurveP521, X25519",
        "tls_server_config: {curve_preferences: [~]} | \"tls_server_config.curve_preferences",
        "tls_server_config: {cert_file: '', key_file: ''} | tls_server_config.cert_file is missing",
        "tls_server_config: {cert: '', key_file: server.key} | tls_server_config.cert_file is missing, and so is cert",
        "tls_server_config: {cert_file: server.crt, key: ''} | tls_server_config.key_file is missing, and so is key",
        "tls_server_config: {client_ca: x} | tls_server_config.cert_file is missing",
        "tls_server_config: {cert: x, key: y} | web.yml: tls_server_config.cert: holds no certificate",
        "tls_server_config: {cert_file: server.crt, key: y} | web.yml: tls_server_config.key: holds no private key",
        "tls_server_config: {cert_file: server.crt, key_file: server.key, client_ca: x} | client_auth_type asks for no certificate",
        "tls_server_config: {cert_file: server.crt, key_file: server.key, client_ca: x, client_auth_type: RequestClientCert} | tls_server_config.client_ca: holds no certificate",
        "tls_server_config: {cert_file: ., key_file: server.key} | is not a regular file",
        "rate_limit: {interval: 5, burst: 1} | rate_limit.interval must be 0 or a duration such as 1s",
        "rate_limit: {interval: -1s, burst: 1} | rate_limit.interval must be 0 or a duration such as 1s",
        "rate_limit: {interval: soon, burst: 1} | rate_limit.interval must be 0 or a duration such as 1s",
        "rate_limit: {interval: 1s, burst: -1} | rate_limit.burst must be 0 or more, not -1",
        "rate_limit: {interval: 1s, burst: few} | \"rate_limit.burst\" must be a whole number",
        "tls_server_config: {cert_file: server.crt, key_file: server.key, max_version: TLS11} | max_version is TLS11, and TLS below 1.2 is not served",
        "tls_server_config: {cert_file: server.crt, key_file: server.key, min_version: TLS13, max_version: TLS12} | min_version is TLS13, above max_version TLS12",
        "tls_server_config: {cert_file: server.crt, key_file: server.key, client_ca_file: ca.crt} | client_auth_type asks for no certificate",
        "tls_server_config: {cert_file: server.crt, key_file: server.key, client_auth_type: RequireAndVerifyClientCert} | client_ca_file, to verify by, is missing",
        "tls_server_config: {cert_file: server.crt, key_file: server.key, client_allowed_sans: [a]} | client_allowed_sans is set, and client_auth_type asks for no certificate",
        "basic_auth_users: {alice: secret} | basic_auth_users.alice is not a bcrypt hash",
        "basic_auth_users: {alice: } | basic_auth_users.alice is not a bcrypt hash",
        "basic_auth_users: {alice: $2y$32$8tENvb8K3DgblVtiP/MN1uRWQXnGxuFSgSTN6mtPXjyFhdOEVnvC.} | basic_auth_users.alice has a bcrypt cost of 32; it must be from 4 to 31",
        "basic_auth_users: {a: x, a: y} | Duplicate field 'a'",
        "basic_auth_users: | \"basic_auth_users\" is left empty; give it a value or leave it out",
        "tls_server_config: {cert_file: , max_version: TLS12} | \"cert_file\" is left empty; give it a value or leave it out",
        "basic_auth_users: {\"a\\tb\": x} | basic_auth_users.a\\u0009b is not a bcrypt hash",
        "tls_server_config: {cert_file: &a server.crt, key_file: *a} | aliases such as *a are not followed; write it out",
        "tls_server_config: {cert_file: !!binary c2VydmVyLmNydA==} | !!binary is not read; write a text",
        "tls_server_config: {cert_file: \"a\\0b\", key_file: server.key} | tls_server_config.cert_file is not a path",
        "tls_server_config: {client_allowed_sans: [~]} | \"tls_server_config.client_allowed_sans",
        "tls_server_config: {cipher_suites: [~]} | \"tls_server_config.cipher_suites",
        "http_server_config: {headers: {Server: x}} | headers.Server can't be set",
        "http_server_config: {headers: {X-Frame-Options: maybe}} | X-Frame-Options must be one of deny, sameorigin",
        "http_server_config: {http2: maybe} | \"http_server_config.http2\" must be true or false",
        "{ | not valid YAML",
        "just text | must be a mapping of fields",
      })
  void aBadFileIsRefusedInOneLineThatNamesIt(String yaml, String message) throws IOException {
    Path file = write(yaml);
    assertThatThrownBy(() -> WebConfigFile.open(file))
        .isInstanceOf(WebConfigException.class)
        .message()
        .contains(message, directory.toString())
        .doesNotContain("\n", "Jackson", "java.", "$2y$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "http_server_config: {}"})
  void aSecondDocumentIsRefusedRatherThanPassedOver(String first) throws IOException {
    Path file = write("---\n" + first + "\n---\nbasic_auth_users: {alice: " + HASH + "}\n");
    assertThatThrownBy(() -> WebConfigFile.open(file))
        .isInstanceOf(WebConfigException.class)
        .hasMessage(file + ": has a second document; there must be one");
  }

  @Test
  void aHeaderWithoutAValueIsEmpty() throws IOException {
    Path file = write("http_server_config: {headers: {X-XSS-Protection: }}");
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      assertThat(opened.get().headers()).containsExactly(Map.entry("X-XSS-Protection", ""));
    }
  }

  @Test
  void anEncryptedKeyIsRefusedWithWhatToDo() throws Exception {
    Files.writeString(
        directory.resolve("server.key"),
        server
            .keyPem()
            .replace(
                "-----BEGIN EC PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                    + "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n"));
    assertThatThrownBy(() -> WebConfigFile.open(write(TLS + "}")))
        .hasMessageContaining("the key is encrypted")
        .hasMessageContaining("openssl pkey");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = directory.resolve("nothing.yml");
    assertThatThrownBy(() -> WebConfigFile.open(file)).hasMessage(file + ": no such file");
  }

  @Test
  void newContentsAreTakenAndABrokenVersionKeepsTheOld() throws Exception {
    Path file = write(TLS + "}\nbasic_auth_users: {alice: " + HASH + "}");
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      WebConfig first = opened.get();

      write(TLS + "}\nbasic_auth_users: {alice: broken}");
      await().atMost(Duration.ofSeconds(10)).until(() -> !opened.isLastReadGood());
      assertThat(opened.get()).as("the one before").isSameAs(first);

      write(TLS + "}\nbasic_auth_users: {}");
      await().atMost(Duration.ofSeconds(10)).until(opened::isLastReadGood);
      assertThat(opened.get().users().anyone()).isTrue();

      Identity renewed = Certificates.of("renewed", ca);
      Files.writeString(directory.resolve("server.crt"), renewed.certificatePem());
      await().atMost(Duration.ofSeconds(10)).until(() -> !opened.isLastReadGood());
      Files.writeString(directory.resolve("server.key"), renewed.keyPem());
      await().atMost(Duration.ofSeconds(10)).until(opened::isLastReadGood);
    }
  }

  @Test
  void tlsIsNotSwitchedOffUnderARunningServer() throws Exception {
    Path file = write(TLS + "}");
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      write("");
      await().atMost(Duration.ofSeconds(10)).until(() -> !opened.isLastReadGood());
      assertThat(opened.get().tls()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "{}", "http_server_config: {http2: false}"})
  void emptiedFileOpensNoDoor(String emptied) throws Exception {
    Path file = write("basic_auth_users: {alice: " + HASH + "}");
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      write(emptied);
      await().atMost(Duration.ofSeconds(10)).until(() -> !opened.isLastReadGood());
      assertThat(opened.get().users().knows("alice")).isTrue();
      write("basic_auth_users: {}");
      await().atMost(Duration.ofSeconds(10)).until(opened::isLastReadGood);
      assertThat(opened.get().users().anyone()).isTrue();
    }
  }

  @Test
  void requiredCertificatesAreNotForgottenUnlessThatIsWritten() throws Exception {
    Path file =
        write(TLS + ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt}");
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      write(TLS + "}");
      await().atMost(Duration.ofSeconds(10)).until(() -> !opened.isLastReadGood());
      assertThat(needsCertificate(opened)).isTrue();
      write(TLS + ", client_auth_type: NoClientCert}");
      await().atMost(Duration.ofSeconds(10)).until(opened::isLastReadGood);
      assertThat(needsCertificate(opened)).isFalse();
    }
  }

  /** To open a FIFO is to wait for its other end, for ever. */
  @ParameterizedTest
  @ValueSource(strings = {"mkfifo FILE", "ln -s /dev/zero FILE", "mkdir FILE", "ln -s FILE FILE"})
  void whatIsNotARegularFileStopsNothing(String command) throws Exception {
    Path file = write("basic_auth_users: {alice: " + HASH + "}");
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      Files.delete(file);
      assertThat(
              new ProcessBuilder("sh", "-c", command.replace("FILE", file.toString()))
                  .start()
                  .waitFor())
          .isZero();
      await().atMost(Duration.ofSeconds(10)).until(() -> !opened.isLastReadGood());
      opened.readAgain();
      assertThat(opened.get().users().knows("alice")).isTrue();

      Files.delete(file);
      write("basic_auth_users: {bob: " + HASH + "}");
      await().atMost(Duration.ofSeconds(10)).until(opened::isLastReadGood);
      assertThat(opened.get().users().knows("bob")).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void certificateKeyAndCaMayStandInTheFile(boolean ofRsa) throws Exception {
    Identity identity = ofRsa ? rsa : server;
    Path file =
        write(
            "tls_server_config:\n  client_auth_type: RequireAndVerifyClientCert\n"
                + inline("cert", identity.certificatePem())
                + inline("key", identity.keyPem())
                + inline("client_ca", ca.certificatePem()));
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      assertThat(needsCertificate(opened)).isTrue();
      assertThat(opened.get().notes()).isEmpty();
    }
  }

  @Test
  void whatOpensTheDoorWiderThanMeantIsNoted() throws Exception {
    Path file =
        write(
            TLS
                + ", client_auth_type: VerifyClientCertIfGiven}\n"
                + "rate_limit: {interval: 1s, burst: 0}\n"
                + "basic_auth_users: {bob: $2y$18$4VeFDzXIoPHKnKTU3O3GH.N.vZu06CVqczYZ8WvfzrddFU6tGqjR.}");
    try (WebConfigFile opened = WebConfigFile.open(file)) {
      assertThat(String.join("\n", opened.get().notes()))
          .contains("every CA that this Java trusts", "burst is 0", "bob has a bcrypt cost of 18");
    }
  }

  private static boolean needsCertificate(WebConfigFile opened) {
    return opened.get().tls().orElseThrow().parameters().getNeedClientAuth();
  }

  private static String inline(String field, String pem) {
    return "  " + field + ": |\n" + pem.indent(4);
  }

  @Test
  void clientsNamesAreHeldToTheAllowedOnes() throws Exception {
    ClientCertificates judge =
        ClientCertificates.of(List.of(ca.certificate()), Set.of("prometheus-a"));
    judge.checkClientTrusted(
        new X509Certificate[] {Certificates.of("prometheus-a", ca).certificate()}, "EC");
    assertThatThrownBy(
            () ->
                judge.checkClientTrusted(
                    new X509Certificate[] {Certificates.of("prometheus-b", ca).certificate()},
                    "EC"))
        .hasMessageContaining("client_allowed_sans");
    Identity otherCa = Certificates.ca("other ca");
    assertThatThrownBy(
            () ->
                judge.checkClientTrusted(
                    new X509Certificate[] {Certificates.of("prometheus-a", otherCa).certificate()},
                    "EC"))
        .hasMessageContaining("unable to find valid certification path");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("web.yml"), yaml);
  }
}
