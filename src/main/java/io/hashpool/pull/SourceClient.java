package io.hashpool.pull;

import io.hashpool.base.DaemonThreads;
import io.hashpool.stats.FeedError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server, and no other: redirects are followed within it alone. What an answer may cost is
 * bounded in size and in time. For one thread.
 */
final class SourceClient implements Source, AutoCloseable {
  private static final int MAX_REDIRECTS = 5;

  private final URI base;
  private final HttpConfig config;
  private final int maxBodyBytes;
  private final Duration timeout;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(2, new DaemonThreads("hashpool-pull-http-"));

  private @Nullable HttpClient client;
  private TlsMaterial tls = TlsMaterial.NONE;

  /**
   * A client of one server.
   *
   * @param base what the paths are appended to; without a slash at its end
   * @param maxBodyBytes how long a body may be
   * @param timeout how long one request may take, from connecting to the last byte
   */
  SourceClient(URI base, HttpConfig config, int maxBodyBytes, Duration timeout) {
    this.base = base;
    this.config = config;
    this.maxBodyBytes = maxBodyBytes;
    this.timeout = timeout;
  }

  @Override
  public URI uri(String path) {
    return URI.create(base + path);
  }

  @Override
  public Reply get(String path) throws PollFailedException, InterruptedException {
    URI uri = uri(path);
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpResponse<byte[]> response = send(uri);
      int status = response.statusCode();
      Optional<String> location = response.headers().firstValue("Location");
      if (status / 100 != 3 || location.isEmpty()) {
        return new Reply(uri, status, response.body(), date(response));
      }
      uri = target(uri, location.get());
    }
    throw new PollFailedException(
        FeedError.REDIRECT, "GET %s was redirected over %d times".formatted(uri, MAX_REDIRECTS));
  }

  private URI target(URI from, String location) throws PollFailedException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new PollFailedException(
          FeedError.REDIRECT, "GET %s redirects to \"%s\", no URL".formatted(from, location), e);
    }
    if (!config.followRedirects()) {
      throw new PollFailedException(
          FeedError.REDIRECT,
          "GET %s redirects to %s, and follow_redirects is false".formatted(from, to));
    }
    if (!Objects.equals(to.getScheme(), from.getScheme())
        || !Objects.equals(to.getRawAuthority(), from.getRawAuthority())) {
      throw new PollFailedException(
          FeedError.REDIRECT,
          "GET %s redirects to %s, another server; if that is the source, give its URL"
              .formatted(from, to));
    }
    return to;
  }

  private HttpResponse<byte[]> send(URI uri) throws PollFailedException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client().sendAsync(request(uri), ignored -> new BoundedBody(maxBodyBytes));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw timedOut(uri, e);
    } catch (ExecutionException e) {
      throw failed(uri, Objects.requireNonNullElse(e.getCause(), e));
    } finally {
      // Ends the transfer if it is not over.
      answer.cancel(true);
    }
  }

  private HttpRequest request(URI uri) throws PollFailedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "text/plain;version=0.0.4, application/json")
            .header("User-Agent", "hashpool-exporter");
    try {
      config.authorization().ifPresent(value -> request.header("Authorization", value));
    } catch (IOException e) {
      throw new PollFailedException(FeedError.HTTP_CONFIG, explained(e), e);
    }
    return request.build();
  }

  /** Anew when the files of keys and certificates were replaced. */
  private HttpClient client() throws PollFailedException {
    HttpClient current = client;
    try {
      TlsMaterial now = config.tlsMaterial();
      if (current == null || !now.equals(tls)) {
        HttpClient.Builder builder =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(threads);
        now.context().ifPresent(builder::sslContext);
        current = builder.build();
        client = current;
        tls = now;
      }
      return current;
    } catch (IOException e) {
      throw new PollFailedException(FeedError.HTTP_CONFIG, explained(e), e);
    }
  }

  private PollFailedException failed(URI uri, Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof BoundedBody.TooLongException) {
        return new PollFailedException(
            FeedError.BODY_TOO_LONG,
            "GET %s answered with over %d bytes, the limit".formatted(uri, maxBodyBytes),
            cause);
      }
    }
    if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
      return timedOut(uri, cause);
    }
    return new PollFailedException(
        FeedError.UNREACHABLE, "GET %s failed: %s".formatted(uri, explained(cause)), cause);
  }

  private PollFailedException timedOut(URI uri, Throwable cause) {
    return new PollFailedException(
        FeedError.TIMED_OUT,
        "GET %s did not answer in %s s".formatted(uri, timeout.toMillis() / 1e3),
        cause);
  }

  /** The first message there is: a refused connection has none of its own. */
  private static String explained(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        return t.getMessage();
      }
    }
    return cause.getClass().getSimpleName();
  }

  private static Optional<Instant> date(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Date")
        .flatMap(
            text -> {
              try {
                return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
