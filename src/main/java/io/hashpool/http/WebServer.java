package io.hashpool.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.hashpool.base.DaemonThreads;
import io.hashpool.base.HostAndPort;
import io.hashpool.webconfig.TlsServer;
import io.hashpool.webconfig.WebConfigFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server, from bind to close, at one address or several. When it is closed, it takes no new
 * connections and lets the requests under way finish, for a while. Thread-safe.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** Connections that the system holds until they are accepted. Its default of 50 is soon full. */
  private static final int BACKLOG = 1024;

  /** For a scrape of a large pool over a slow network; half of Prometheus's default timeout. */
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);

  private final boolean tls;
  private final RequestThreads threads;
  private final Admission admission;
  private final List<HttpServer> servers = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** One party for the server itself, one for each request under way. */
  private final Phaser underWay = new Phaser(1);

  private WebServer(Router router, WebServerOptions options) {
    this.tls = options.configFile().filter(file -> file.get().tls().isPresent()).isPresent();
    this.threads = new RequestThreads(options.maxRequests(), options.refusals());
    this.admission = new Admission(threads, router, options);
  }

  /** Starts with {@link WebServerOptions#DEFAULT}, at one address. */
  public static WebServer start(HostAndPort address, List<Route> routes, String version)
      throws IOException {
    return start(List.of(address), routes, version, WebServerOptions.DEFAULT);
  }

  /**
   * Binds and starts to answer.
   *
   * @param addresses where to listen, at least one
   * @param routes what there is
   * @param version shown on the landing page
   * @param options TLS, who may ask, and how many at once
   * @throws IOException if an address can't be resolved or bound; the message names it
   * @throws IllegalArgumentException if two routes have the same path
   */
  public static WebServer start(
      List<HostAndPort> addresses, List<Route> routes, String version, WebServerOptions options)
      throws IOException {
    Router router = new Router(routes, version);
    JdkServerSettings.apply(addresses.size());
    WebServer server = new WebServer(router, options);
    try {
      for (HostAndPort address : addresses) {
        server.bind(address, options);
      }
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void bind(HostAndPort address, WebServerOptions options) throws IOException {
    HttpServer server;
    try {
      InetSocketAddress resolved = address.resolve();
      server = tls ? HttpsServer.create(resolved, BACKLOG) : HttpServer.create(resolved, BACKLOG);
    } catch (IOException e) {
      String reason = e instanceof UnknownHostException ? "no such host" : e.getMessage();
      throw new IOException("cannot listen at " + address + ": " + reason, e);
    }
    servers.add(server);
    server.setExecutor(threads);
    if (server instanceof HttpsServer https) {
      https.setHttpsConfigurator(new CurrentTls(options.configFile().orElseThrow()));
    }
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens, in the order given, with the port that the system chose if it was 0. */
  public List<InetSocketAddress> addresses() {
    return servers.stream().map(HttpServer::getAddress).toList();
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return tls ? "https" : "http";
  }

  /**
   * Takes no more connections, lets the requests under way finish, for 5 s at most, and stops. A
   * second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    refuseConnections();
    try {
      underWay.awaitAdvanceInterruptibly(
          underWay.arriveAndDeregister(), PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.warn("closing with requests still under way");
    }
    // First, because the server waits for whoever writes to a connection before it closes it.
    threads.close();
    servers.forEach(server -> server.stop(0));
  }

  /**
   * The server closes its listening socket only in the call that then waits for its requests, and
   * often for longer than they take. So each call has a thread of its own, and a second call ends
   * it.
   */
  private void refuseConnections() {
    int seconds = (int) PATIENCE_AT_CLOSE.toSeconds() + 1;
    for (HttpServer server : servers) {
      DaemonThreads.named("hashpool-http-stop", () -> server.stop(seconds)).start();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (underWay.register() < 0) {
      // Terminated: the last request is answered and the sockets are about to close.
      exchange.close();
      return;
    }
    try {
      if (closed.get()) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      admission.handle(exchange);
    } finally {
      underWay.arriveAndDeregister();
    }
  }

  /** Each new connection gets what the configuration file says then. */
  private final class CurrentTls extends HttpsConfigurator {
    private final WebConfigFile file;

    CurrentTls(WebConfigFile file) {
      super(file.sslContext());
      this.file = file;
    }

    @Override
    public void configure(HttpsParameters parameters) {
      threads.tlsBegins();
      file.get().tls().map(TlsServer::parameters).ifPresent(parameters::setSSLParameters);
    }
  }
}
