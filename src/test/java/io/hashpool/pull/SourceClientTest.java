package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hashpool.stats.FeedError;
import io.hashpool.webconfig.Certificates;
import io.hashpool.webconfig.Certificates.Identity;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceClientTest {
  private static final int MAX_BODY = 1000;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(500);

  @TempDir Path directory;
  private ScriptedSource source;

  @BeforeEach
  void start() throws IOException {
    source = ScriptedSource.start();
  }

  @AfterEach
  void stop() throws IOException {
    source.close();
  }

  @Test
  void answerComesWithItsStatusAndDate() throws Exception {
    source.answer("/x", 404, "gone");
    try (SourceClient client = client(HttpConfig.none())) {
      Source.Reply reply = client.get("/x");
      assertThat(reply.isNotFound()).isTrue();
      assertThat(reply.date()).hasToString("Optional[2026-01-01T00:00:00Z]");
      assertThatThrownBy(reply::ok).hasMessageContaining("404").hasMessageContaining("gone");
    }
  }

  @Test
  void longBodyIsCutOffAtTheLimit() throws Exception {
    source.answer("/fits", "x".repeat(MAX_BODY));
    source.answer("/told", "x".repeat(MAX_BODY + 1));
    // Without a length, and without an end.
    source.answerRaw(
        "/untold",
        () ->
            ("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(5 * MAX_BODY))
                .getBytes(StandardCharsets.ISO_8859_1));
    try (SourceClient client = client(HttpConfig.none())) {
      assertThat(client.get("/fits").body()).hasSize(MAX_BODY);
      assertThat(failure(client, "/told")).isEqualTo(FeedError.BODY_TOO_LONG);
      assertThat(failure(client, "/untold")).isEqualTo(FeedError.BODY_TOO_LONG);
    }
  }

  @Test
  void sourceThatHangsCostsTheTimeoutAndNoMore() throws Exception {
    source.answerRaw("/silent", source::hang);
    source.answerRaw(
        "/half",
        () ->
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
                .getBytes(StandardCharsets.ISO_8859_1));
    try (SourceClient client =
        new SourceClient(source.base(), HttpConfig.none(), MAX_BODY, SHORT)) {
      assertThat(failure(client, "/silent")).isEqualTo(FeedError.TIMED_OUT);
      assertThat(failure(client, "/half")).isEqualTo(FeedError.UNREACHABLE);
    }
  }

  @Test
  void serverThatIsNotThereIsUnreachable() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (SourceClient client =
        new SourceClient(URI.create("http://127.0.0.1:" + port), HttpConfig.none(), 10, LONG)) {
      assertThat(failure(client, "/metrics")).isEqualTo(FeedError.UNREACHABLE);
    }
  }

  @Test
  void redirectIsFollowedWithinTheServerAlone() throws Exception {
    source.answer("/old", 302, "", "Location: /new");
    source.answer("/new", "here");
    source.answer("/loop", 307, "", "Location: /loop");
    source.answer("/bad", 302, "", "Location: http://[");
    try (ScriptedSource other = ScriptedSource.start();
        SourceClient client = client(HttpConfig.none())) {
      source.answer("/away", 302, "", "Location: " + other.base() + "/new");
      source.answer("/name", 302, "", "Location: //localhost:1/new");
      assertThat(client.get("/old").body()).asString(StandardCharsets.UTF_8).isEqualTo("here");
      for (String path : new String[] {"/away", "/name", "/loop", "/bad"}) {
        assertThat(failure(client, path)).as(path).isEqualTo(FeedError.REDIRECT);
      }
      assertThat(other.requests()).isEmpty();
    }
    try (SourceClient client = client(config("follow_redirects: false\n"))) {
      assertThat(failure(client, "/old")).isEqualTo(FeedError.REDIRECT);
    }
  }

  @Test
  void credentialsAreSentAndReadAnewAtEachRequest() throws Exception {
    source.answer("/x", "");
    try (SourceClient client =
        client(config("basic_auth:\n  username: prometheus\n  password: se:cret\n"))) {
      client.get("/x");
      assertThat(source.heads().get(0)).contains("Authorization: Basic cHJvbWV0aGV1czpzZTpjcmV0");
    }
    Path token = Files.writeString(directory.resolve("token"), "first\n");
    try (SourceClient client = client(config("authorization:\n  credentials_file: token\n"))) {
      client.get("/x");
      Files.writeString(token, "second\n");
      client.get("/x");
      assertThat(source.heads().get(1)).contains("Authorization: Bearer first\n");
      assertThat(source.heads().get(2)).contains("Authorization: Bearer second\n");
      Files.delete(token);
      assertThat(failure(client, "/x")).isEqualTo(FeedError.HTTP_CONFIG);
    }
  }

  @Test
  void certificateOfTheServerMustBeOfTheCaAndTheName() throws Exception {
    Identity ca = Certificates.ca("ca");
    Identity own = Certificates.of("pool.example", ca);
    own.write(directory, "own");
    ca.write(directory, "ca");
    Certificates.ca("other").write(directory, "other");
    Files.writeString(directory.resolve("own.pk8"), own.pkcs8Pem());
    SSLServerSocketFactory factory = Certificates.client(ca, own).getServerSocketFactory();
    try (ScriptedSource tls = ScriptedSource.start(factory, "https")) {
      tls.answer("/x", "over TLS");
      assertThat(tlsFailure(tls, "follow_redirects: true\n")).isTrue();
      assertThat(tlsFailure(tls, "tls_config:\n  ca_file: other.crt\n")).isTrue();
      assertThat(tlsFailure(tls, "tls_config:\n  ca_file: ca.crt\n")).isFalse();
      assertThat(tlsFailure(tls, "tls_config:\n  insecure_skip_verify: true\n")).isFalse();
      String named = "tls_config:\n  ca_file: ca.crt\n  server_name: ";
      assertThat(tlsFailure(tls, named + "pool.example\n")).isFalse();
      assertThat(tlsFailure(tls, named + "another.example\n")).isTrue();
    }
  }

  @Test
  void clientShowsItsCertificateAndTakesANewOne() throws Exception {
    Identity ca = Certificates.ca("ca");
    Identity server = Certificates.of("server", ca);
    ca.write(directory, "ca");
    Identity stranger = Certificates.of("stranger", Certificates.ca("elsewhere"));
    Files.writeString(directory.resolve("own.crt"), stranger.certificatePem());
    Files.writeString(directory.resolve("own.key"), stranger.pkcs8Pem());
    SSLServerSocketFactory factory = Certificates.client(ca, server).getServerSocketFactory();
    try (ScriptedSource tls = ScriptedSource.start(new NeedsClient(factory), "https");
        SourceClient client =
            new SourceClient(
                tls.base(),
                config(
                    "tls_config:\n  ca_file: ca.crt\n  cert_file: own.crt\n  key_file: own.key\n"),
                MAX_BODY,
                LONG)) {
      tls.answer("/x", "known");
      assertThat(failure(client, "/x")).isEqualTo(FeedError.UNREACHABLE);
      Identity known = Certificates.of("client", ca);
      Files.writeString(directory.resolve("own.crt"), known.certificatePem());
      Files.writeString(directory.resolve("own.key"), known.pkcs8Pem());
      assertThat(client.get("/x").body()).asString(StandardCharsets.UTF_8).isEqualTo("known");
    }
  }

  /** Sockets that ask for the client's certificate. */
  private static final class NeedsClient extends javax.net.ServerSocketFactory {
    private final SSLServerSocketFactory factory;

    NeedsClient(SSLServerSocketFactory factory) {
      this.factory = factory;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return needing(factory.createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return needing(factory.createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, java.net.InetAddress address)
        throws IOException {
      return needing(factory.createServerSocket(port, backlog, address));
    }

    private static ServerSocket needing(ServerSocket socket) {
      ((SSLServerSocket) socket).setNeedClientAuth(true);
      return socket;
    }
  }

  private boolean tlsFailure(ScriptedSource tls, String yaml) throws Exception {
    try (SourceClient client = new SourceClient(tls.base(), config(yaml), MAX_BODY, LONG)) {
      try {
        return client.get("/x").status() != 200;
      } catch (PollFailedException e) {
        assertThat(e.reason()).isEqualTo(FeedError.UNREACHABLE);
        return true;
      }
    }
  }

  private SourceClient client(HttpConfig config) {
    return new SourceClient(source.base(), config, MAX_BODY, LONG);
  }

  private HttpConfig config(String yaml) throws IOException {
    return HttpConfig.read(Files.writeString(directory.resolve("http.yml"), yaml));
  }

  private static FeedError failure(SourceClient client, String path) {
    return catchThrowableOfType(PollFailedException.class, () -> client.get(path)).reason();
  }
}
