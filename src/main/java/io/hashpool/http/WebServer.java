package io.hashpool.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.hashpool.base.DaemonThreads;
import io.hashpool.base.HostAndPort;
import io.hashpool.webconfig.TlsServer;
import io.hashpool.webconfig.WebConfig;
import io.hashpool.webconfig.WebConfigFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server, from bind to close. Closing takes no new connections and lets the requests under
 * way finish, for a while. Thread-safe.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** Connections that the system holds until they are accepted; its default of 50 is soon full. */
  private static final int BACKLOG = 1024;

  /** For a scrape of a large pool over a slow network; half of Prometheus's default timeout. */
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);

  private final HttpServer server;
  private final RequestThreads threads;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** One party for the server itself, one for each request under way. */
  private final Phaser underWay = new Phaser(1);

  private WebServer(HttpServer server, Router router, WebServerOptions options) {
    this.server = server;
    this.threads = new RequestThreads(options.refusals());
    server.setExecutor(threads);
    if (server instanceof HttpsServer https) {
      https.setHttpsConfigurator(new CurrentTls(options.configFile().orElseThrow()));
    }
    Supplier<WebConfig> config =
        options.configFile().<Supplier<WebConfig>>map(file -> file).orElse(() -> WebConfig.NONE);
    // In this order: until the request is read whole, and has no body, it is the peer's turn.
    server
        .createContext("/", router)
        .getFilters()
        .addAll(
            List.of(
                new CountUnderWay(),
                new BodylessRequests(options.refusals()),
                new RequestRead(),
                new AccessControl(config, options.refusals()),
                new RequestLimit(threads, options.maxRequests(), options.refusals())));
  }

  /** Starts with {@link WebServerOptions#DEFAULT}. */
  public static WebServer start(HostAndPort address, List<Route> routes, String version)
      throws IOException {
    return start(address, routes, version, WebServerOptions.DEFAULT);
  }

  /**
   * Binds and starts to answer.
   *
   * @param address where to listen
   * @param routes what there is
   * @param version shown on the landing page
   * @param options TLS, who may ask, and how many at once
   * @throws IOException if the address can't be resolved or bound; the message names it
   * @throws IllegalArgumentException if two routes have one path
   */
  public static WebServer start(
      HostAndPort address, List<Route> routes, String version, WebServerOptions options)
      throws IOException {
    Router router = new Router(routes, version);
    JdkServerSettings.apply();
    HttpServer server;
    try {
      server = bound(address.resolve(), options.configFile());
    } catch (IOException e) {
      throw new IOException("cannot listen at " + address + ": " + reason(e), e);
    }
    WebServer started = new WebServer(server, router, options);
    server.start();
    return started;
  }

  private static HttpServer bound(InetSocketAddress address, Optional<WebConfigFile> configFile)
      throws IOException {
    Optional<WebConfigFile> withTls = configFile.filter(file -> file.get().tls().isPresent());
    if (withTls.isEmpty()) {
      return HttpServer.create(address, BACKLOG);
    }
    return HttpsServer.create(address, BACKLOG);
  }

  /** Where it listens, with the port that the system chose if it was 0. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return server instanceof HttpsServer ? "https" : "http";
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
    // First, for the server to close a connection waits until nobody writes to it.
    threads.close();
    server.stop(0);
  }

  /**
   * The server closes its listening socket only in the call that then waits for its requests, and
   * often for longer than they take: so on a thread of its own, that a second call ends.
   */
  private void refuseConnections() {
    DaemonThreads.named(
            "hashpool-http-stop", () -> server.stop((int) PATIENCE_AT_CLOSE.toSeconds() + 1))
        .start();
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException ? "no such host" : String.valueOf(e.getMessage());
  }

  private final class CountUnderWay extends Filter {
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      if (underWay.register() < 0) {
        // Terminated: the last request is answered and the sockets are about to close.
        exchange.close();
        return;
      }
      threads.headRead();
      if (closed.get()) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      BrokenReplyStream.guard(exchange);
      try {
        chain.doFilter(exchange);
      } finally {
        underWay.arriveAndDeregister();
      }
    }

    @Override
    public String description() {
      return "counts the requests under way";
    }
  }

  /** From here on the peer can no longer keep the thread waiting, and is no longer cut for it. */
  private final class RequestRead extends Filter {
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      if (threads.requestRead()) {
        chain.doFilter(exchange);
      } else {
        exchange.close();
      }
    }

    @Override
    public String description() {
      return "marks the request as read";
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
