package io.hashpool.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionHandlerTest {
  private static final String PROMETHEUS_2 =
      "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  private static final String PROMETHEUS_3 =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.2";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  /** What the server here makes of a scrape that throws. */
  private static final int FAILED = 599;

  private final PrometheusProperties properties = PrometheusProperties.builder().build();
  private final RegistryExposition exposition =
      new RegistryExposition(PrometheusConfig.DEFAULT, properties);
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HttpHandler handler = new ExpositionHandler(exposition, properties);
    server.createContext(
        "/ours",
        exchange -> {
          try {
            handler.handle(exchange);
          } catch (IllegalArgumentException e) {
            exchange.sendResponseHeaders(FAILED, -1);
          }
        });
    server.createContext(
        "/library", new MetricsHandler(properties, exposition.registry().getPrometheusRegistry()));
    server.setExecutor(threads);
    server.start();
    Counter.builder("shares").tag("id", "7").register(exposition.registry()).increment(3);
    Gauge.builder("rate", () -> 0.25).tag("id", "é").register(exposition.registry());
    Timer.builder("took").register(exposition.registry()).record(Duration.ofMillis(5));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "text/plain",
        PROMETHEUS_2,
        PROMETHEUS_3,
        PROTOBUF,
        "text/plain;escaping=dots",
        "text/plain;escaping=values"
      })
  void answersAnyAcceptAsTheLibraryDoes(String accept) throws Exception {
    assertSameAnswer("", "GET", accept, "identity");
    assertSameAnswer("", "GET", accept, "gzip");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?name[]=shares_total",
        "?name%5B%5D=rate&name[]=took_seconds",
        "?name[]=share",
        "?name[]=shares_total_and_more",
        "?name[]=nothing_of_the_kind",
        "?name[]=",
        "?name[]",
        "?",
        "?unknown=1&name[]=took_seconds_max&&",
        "?name[]=%zz"
      })
  void answersQueriesAsTheLibraryDoes(String query) throws Exception {
    assertSameAnswer(
        query.replace("[", "%5B").replace("]", "%5D").replace("%zz", "%25zz"),
        "GET",
        "*/*",
        "identity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?unknown=1", "?debug=text", "?name=rate"})
  void ignoresOtherParameters(String query) throws Exception {
    assertThat(get("/ours" + query, "GET", "*/*", "identity").body())
        .isEqualTo(get("/ours", "GET", "*/*", "identity").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"?name[]=%", "?name[]=%zz", "?%f=1"})
  void aQueryThatIsNotPercentEncodedIsABadRequest(String query) throws Exception {
    // The JDK's client sends no such query.
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      String request = "GET /ours" + query + " HTTP/1.0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void answersOtherMethodsAsTheLibraryDoes() throws Exception {
    assertSameAnswer("", "POST", "*/*", "identity");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|identity|false",
        "*/*|gzip|false",
        "*/*|gzip|true",
        PROTOBUF + "|identity|false",
        PROTOBUF + "|gzip|false",
        "*/*;q=0|identity|false",
      })
  void headHasTheFieldsOfGetAndNoBody(String accept, String encoding, boolean large)
      throws Exception {
    if (large) {
      fillBeyondWhatIsHeld();
    }
    HttpResponse<byte[]> get = get("/ours", "GET", accept, encoding);
    HttpResponse<byte[]> head = get("/ours", "HEAD", accept, encoding);
    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(fields(head)).isEqualTo(fields(get)).containsKey("content-type");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void everyFormatExcludedIsNotAcceptable() throws Exception {
    assertThat(get("/ours", "GET", "*/*;q=0", "identity").statusCode()).isEqualTo(406);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate, gzip", "GZIP", "br", ""})
  void compressesWhenTheLibraryDoes(String acceptEncoding) throws Exception {
    assertSameAnswer("", "GET", "*/*", acceptEncoding);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aSmallScrapeSaysItsLengthAndALargeOneComesInChunks(String encoding) throws Exception {
    HttpResponse<byte[]> small = get("/ours", "GET", "*/*", encoding);
    assertThat(small.headers().firstValueAsLong("Content-Length")).hasValue(small.body().length);

    fillBeyondWhatIsHeld();
    HttpResponse<byte[]> large = get("/ours", "GET", "*/*", encoding);
    assertThat(large.headers().firstValue("Transfer-Encoding")).contains("chunked");
    assertThat(large.headers().firstValue("Content-Length")).isEmpty();
    assertSameAnswer("", "GET", "*/*", encoding);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aScrapeOfNothingIsAnsweredAsTheLibraryDoes(String encoding) throws Exception {
    exposition.registry().clear();
    assertSameAnswer("", "GET", "*/*", encoding);
  }

  @Test
  void aMeterThatFailsAtOnceLeavesTheAnswerToTheCaller() throws Exception {
    FunctionCounter.builder("broken", this, ignored -> -1).register(exposition.registry());
    assertThat(get("/ours", "GET", "*/*", "identity").statusCode()).isEqualTo(FAILED);
    assertThat(get("/ours", "GET", "*/*", "gzip").statusCode()).isEqualTo(FAILED);
    assertThat(get("/ours", "GET", PROTOBUF, "identity").statusCode()).isEqualTo(FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aMeterThatFailsHalfWayCutsTheConnection(String encoding) {
    fillBeyondWhatIsHeld();
    FunctionCounter.builder("zz.broken", this, ignored -> -1).register(exposition.registry());
    assertThatThrownBy(() -> get("/ours", "GET", "*/*", encoding)).isInstanceOf(IOException.class);
  }

  private void fillBeyondWhatIsHeld() {
    for (int id = 0; id < 20_000; id++) {
      double value = Math.sqrt(id);
      Gauge.builder("filler", () -> value).tag("id", "" + id).register(exposition.registry());
    }
  }

  private void assertSameAnswer(String query, String method, String accept, String acceptEncoding)
      throws Exception {
    HttpResponse<byte[]> ours = get("/ours" + query, method, accept, acceptEncoding);
    HttpResponse<byte[]> library = get("/library" + query, method, accept, acceptEncoding);
    assertThat(ours.statusCode()).isEqualTo(library.statusCode());
    for (String header : new String[] {"Content-Type", "Content-Encoding"}) {
      assertThat(ours.headers().allValues(header)).isEqualTo(library.headers().allValues(header));
    }
    assertThat(plain(ours)).isEqualTo(plain(library));
  }

  private static Map<String, List<String>> fields(HttpResponse<?> response) {
    Map<String, List<String>> fields = new TreeMap<>(response.headers().map());
    fields.remove("date");
    return fields;
  }

  private static byte[] plain(HttpResponse<byte[]> response) throws IOException {
    if (response.headers().firstValue("Content-Encoding").isEmpty()) {
      return response.body();
    }
    return new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
  }

  private HttpResponse<byte[]> get(
      String pathAndQuery, String method, String accept, String acceptEncoding) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + pathAndQuery);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept", accept)
            .header("Accept-Encoding", acceptEncoding)
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, BodyHandlers.ofByteArray());
  }
}
