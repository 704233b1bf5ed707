package io.hashpool.cli;

import io.hashpool.base.HostAndPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Asks a running exporter whether it answers: the health check of the container image, which has no
 * other HTTP client. Any reply counts, but one that says the server failed: a 401 or a demand for a
 * client certificate is an answer too. The configuration file is not parsed, because a running
 * exporter goes on with the last good version of it.
 */
@Command(
    name = "health",
    description = {
      "Exit with 0 if the exporter at --web.listen-address answers, with 1 if it does not. Takes the"
          + " same flags and environment as the exporter."
    })
final class HealthCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(2).toMillis();

  @Mixin WebOptions web = new WebOptions();

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    InetSocketAddress address = web.listenAddresses().get(0).resolve();
    if (address.getAddress().isAnyLocalAddress()) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort());
    }
    String status = status(address);
    if (!status.matches("HTTP/1\\.[01] [1-4]\\d\\d\\b.*")) {
      throw new IOException(
          "the exporter at %s answered \"%s\", and not with a status below 500"
              .formatted(HostAndPort.of(address), status));
    }
    return CommandLine.ExitCode.OK;
  }

  /** What the file mentions decides which is tried first: its words are no proof. */
  private String status(InetSocketAddress address) throws IOException, GeneralSecurityException {
    Path file = web.configFile;
    if (file == null) {
      return statusInPlain(address);
    }
    boolean tls = mentionsTls(file);
    try {
      return tls ? statusByTls(address) : statusInPlain(address);
    } catch (IOException e) {
      return tls ? statusInPlain(address) : statusByTls(address);
    }
  }

  private static boolean mentionsTls(Path file) {
    try {
      return Files.readString(file).contains("tls_server_config");
    } catch (IOException e) {
      // The exporter read it once, and goes on with what it read.
      return true;
    }
  }

  private static Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    try {
      socket.connect(address, TIMEOUT_MILLIS);
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "no exporter answers at " + HostAndPort.of(address) + ": " + e.getMessage(), e);
    }
    return socket;
  }

  private static String statusInPlain(InetSocketAddress address) throws IOException {
    try (Socket socket = connected(address)) {
      return statusOn(socket);
    }
  }

  private static String statusByTls(InetSocketAddress address)
      throws IOException, GeneralSecurityException {
    AnyServer anyServer = new AnyServer();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {anyServer}, null);
    try (Socket socket =
        context
            .getSocketFactory()
            .createSocket(connected(address), address.getHostString(), address.getPort(), true)) {
      return statusOn(socket);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      if (anyServer.certificateShown) {
        // It wants a client certificate, which the check has not, and hung up: it lives.
        return "HTTP/1.1 403 no client certificate";
      }
      throw e;
    }
  }

  private static String statusOn(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /-/healthy HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    String line =
        new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
            .readLine();
    if (line == null) {
      throw new IOException(
          "the exporter at %s closed the connection without an answer"
              .formatted(HostAndPort.of((InetSocketAddress) socket.getRemoteSocketAddress())));
    }
    if (!line.startsWith("HTTP/")) {
      // Since JDK 25 a server with TLS answers a plain request with an alert.
      throw new IOException(
          "the exporter at %s does not answer in HTTP"
              .formatted(HostAndPort.of((InetSocketAddress) socket.getRemoteSocketAddress())));
    }
    return line;
  }

  /** The check asks whether the exporter answers, not who it is, and tells it nothing. */
  private static final class AnyServer implements X509TrustManager {
    boolean certificateShown;

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      certificateShown = true;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
