package io.hashpool.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hashpool.base.HostAndPort;
import io.hashpool.exposition.RegistryExposition;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
  private static final HostAndPort ANY_PORT = new HostAndPort("127.0.0.1", 0);
  private static final int ROUTES = 7;

  private final RegistryExposition exposition =
      new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.get());
  private final PrometheusMeterRegistry meters = exposition.registry();
  private final AtomicReference<Readiness.State> readiness =
      new AtomicReference<>(new Readiness.State.Ready());
  private final CountDownLatch slowAsked = new CountDownLatch(1);
  private final CountDownLatch slowMayAnswer = new CountDownLatch(1);
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    meters.counter("shares").increment(3);
    meters.gauge("other", 1);
    List<Route> routes = new ArrayList<>(StandardRoutes.of("/metrics", exposition, readiness::get));
    routes.add(
        new Route(
            "/broken",
            "throws",
            exchange -> {
              throw new IllegalStateException("a secret");
            }));
    routes.add(
        new Route(
            "/streamed",
            "does not know its length",
            Reply.handler(() -> Reply.json(200, out -> out.write(new byte[] {'[', ']'})))));
    routes.add(
        new Route(
            "/dead",
            "dies",
            exchange -> {
              throw new OutOfMemoryError("not really");
            }));
    routes.add(
        new Route(
            "/slow",
            "waits",
            exchange -> {
              slowAsked.countDown();
              try {
                slowMayAnswer.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Reply.text(200, "late").send(exchange);
            }));
    server = WebServer.start(ANY_PORT, routes, "1.2.3-<test>");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | text/plain; version=0.0.4; charset=utf-8",
        "application/openmetrics-text; version=1.0.0 | application/openmetrics-text; version=1.0.0; charset=utf-8",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
            + " | application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
      })
  void metricsComeInTheFormatAskedFor(String accept, String contentType) throws Exception {
    HttpResponse<byte[]> response = Http.getBytes(url("/metrics"), "Accept", accept);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains(contentType);
    assertThat(new String(response.body(), StandardCharsets.ISO_8859_1)).contains("shares");
  }

  @Test
  void metricsAreCompressedOnRequest() throws Exception {
    HttpResponse<byte[]> response = Http.getBytes(url("/metrics"), "Accept-Encoding", "gzip");
    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .contains("shares_total 3.0");
  }

  @Test
  void metricsCanBeChosenByName() throws Exception {
    assertThat(Http.get(url("/metrics?name%5B%5D=shares_total")).body())
        .contains("shares_total 3.0")
        .doesNotContain("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metricsfoo", "/metrics/", "/-/ready/x", "/nothing"})
  void unknownPathIsNotFoundAndTheAnswerSaysWhatThereIs(String path) throws Exception {
    HttpResponse<String> response = Http.get(url(path));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("/metrics", "/-/healthy", "/-/ready");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void onlyGetAndHeadAreAnswered(String method) throws Exception {
    HttpResponse<String> response = Http.send(method, url("/metrics"));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/-/ready", "/nothing", "/broken", "/streamed"})
  void headHasTheStatusAndTheFieldsOfGetAndNoBody(String path) throws Exception {
    HttpResponse<String> head = Http.send("HEAD", url(path), "Accept-Encoding", "gzip");
    HttpResponse<String> get = Http.get(url(path), "Accept-Encoding", "gzip");
    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(fields(head)).isEqualTo(fields(get)).containsKey("content-type");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void landingPageLinksToEveryRouteAndEscapes() throws Exception {
    HttpResponse<String> response = Http.get(url("/"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(response.body()).contains("1.2.3-&lt;test&gt;");
    assertThat(linksAt("https://mon.example/pool-a/", response.body()))
        .as("behind a proxy that serves the exporter under a prefix")
        .contains("https://mon.example/pool-a/metrics", "https://mon.example/pool-a/-/ready")
        .allMatch(link -> link.startsWith("https://mon.example/pool-a/"))
        .hasSize(ROUTES);
  }

  @Test
  void readinessFollowsItsSource() throws Exception {
    assertThat(Http.get(url("/-/ready")).statusCode()).isEqualTo(200);
    readiness.set(new Readiness.State.NotReady("the feed is silent"));
    HttpResponse<String> response = Http.get(url("/-/ready"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("the feed is silent");
    assertThat(Http.get(url("/-/healthy")).statusCode()).isEqualTo(200);
  }

  @Test
  void failedHandlerTellsThePeerNothing() throws Exception {
    HttpResponse<String> response = Http.get(url("/broken"));
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("secret", "Exception");
    assertThat(Http.get(url("/-/healthy")).statusCode()).as("the server goes on").isEqualTo(200);
  }

  /** The program ends the process there; a pool that embeds the server decides for itself. */
  @Test
  void errorOfAHandlerReachesWhoeverHandlesWhatThreadsDieOf() throws Exception {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> told.complete(error));
    try (Socket peer = new Socket("127.0.0.1", server.addresses().get(0).getPort())) {
      peer.getOutputStream()
          .write("GET /dead HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(told.get(10, TimeUnit.SECONDS)).hasMessage("not really");
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(Http.get(url("/-/healthy")).statusCode()).as("the server goes on").isEqualTo(200);
  }

  @Test
  void closingLetsRequestsUnderWayFinish() throws Exception {
    CompletableFuture<String> late =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Http.get(url("/slow")).body();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(slowAsked.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    slowMayAnswer.countDown();
    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo("late\n");
    closing.get(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> Http.get(url("/slow"))).isInstanceOf(ConnectException.class);
  }

  @Test
  void closingDoesNotWaitWhereNothingIsUnderWay() throws Exception {
    Http.get(url("/-/healthy"));
    long start = System.nanoTime();
    server.close();
    server.close();
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(1400));
  }

  @Test
  void serverAtSeveralAddressesAnswersAtEachAndClosesAll() throws Exception {
    WebServer both =
        WebServer.start(List.of(ANY_PORT, ANY_PORT), List.of(), "1", WebServerOptions.DEFAULT);
    for (InetSocketAddress address : both.addresses()) {
      assertThat(Http.get(Http.url(address, "/")).statusCode()).isEqualTo(200);
    }
    assertThat(both.addresses()).doesNotHaveDuplicates().hasSize(2);
    List<InetSocketAddress> closed = both.addresses();
    both.close();
    for (InetSocketAddress address : closed) {
      assertThatThrownBy(() -> Http.get(Http.url(address, "/")))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void firstOfSeveralAddressesIsGivenBackWhereTheSecondIsTaken() throws Exception {
    HostAndPort taken = new HostAndPort("127.0.0.1", server.addresses().get(0).getPort());
    int free;
    try (ServerSocket any = new ServerSocket(0)) {
      free = any.getLocalPort();
    }
    HostAndPort first = new HostAndPort("127.0.0.1", free);
    assertThatThrownBy(
            () -> WebServer.start(List.of(first, taken), List.of(), "1", WebServerOptions.DEFAULT))
        .hasMessage("cannot listen at " + taken + ": Address already in use");
    WebServer.start(first, List.of(), "1").close();
  }

  @Test
  void portInUseIsToldWithItsAddress() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      HostAndPort address = new HostAndPort("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> WebServer.start(address, List.of(), "1"))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen at " + address + ": Address already in use");
    }
  }

  @Test
  void unknownHostIsToldWithItsName() {
    assertThatThrownBy(() -> WebServer.start(new HostAndPort("nowhere.invalid", 1), List.of(), "1"))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot listen at nowhere.invalid:1: no such host");
  }

  private static List<String> linksAt(String page, String html) {
    return Pattern.compile("href=\"([^\"]*)\"")
        .matcher(html)
        .results()
        .map(link -> URI.create(page).resolve(link.group(1)).toString())
        .toList();
  }

  private static Map<String, List<String>> fields(HttpResponse<?> response) {
    Map<String, List<String>> fields = new TreeMap<>(response.headers().map());
    fields.remove("date");
    return fields;
  }

  private URI url(String path) {
    return Http.url(server.addresses().get(0), path);
  }
}
