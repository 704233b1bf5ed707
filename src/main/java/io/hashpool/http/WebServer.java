package io.hashpool.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server, from bind to close. Closing lets the requests under way finish, for a while.
 * Thread-safe.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** Several scrapers at once, and some slow ones besides; more than that wait their turn. */
  private static final int THREADS = 8;

  private static final int WAITING_REQUESTS = 1024;
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofMillis(1500);

  private final HttpServer server;
  private final ThreadPoolExecutor executor;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** One party for the server itself, one for each request under way. */
  private final Phaser underWay = new Phaser(1);

  private WebServer(HttpServer server, Router router) {
    this.server = server;
    this.executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_REQUESTS),
            new HttpThreads());
    executor.allowCoreThreadTimeOut(true);
    server.setExecutor(executor);
    server.createContext("/", router).getFilters().add(new CountUnderWay());
  }

  /**
   * Binds and starts to answer.
   *
   * @param address where to listen
   * @param routes what there is
   * @param version shown on the landing page
   * @throws IOException if the address can't be resolved or bound; the message names it
   * @throws IllegalArgumentException if two routes have one path
   */
  public static WebServer start(ListenAddress address, List<Route> routes, String version)
      throws IOException {
    Router router = new Router(routes, version);
    HttpServer server;
    try {
      server = HttpServer.create(address.resolve(), 0);
    } catch (IOException e) {
      throw new IOException("cannot listen at " + address + ": " + reason(e), e);
    }
    WebServer started = new WebServer(server, router);
    server.start();
    return started;
  }

  /** Where it listens, with the port that the system chose if it was 0. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Lets the requests under way finish, for 1.5 s at most, and stops. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      underWay.awaitAdvanceInterruptibly(
          underWay.arriveAndDeregister(), PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.warn("closing with requests still under way");
    }
    server.stop(0);
    executor.shutdownNow();
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
      if (closed.get()) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
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

  /** Daemons: they must not keep a process alive whose main thread is done. */
  private static final class HttpThreads implements ThreadFactory {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "hashpool-http-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
