package io.hashpool.exposition;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.config.ExporterFilterProperties;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Serves a {@link RegistryExposition} over the JDK's HTTP server, and negotiates by all that the
 * scraper says it accepts. Whatever is asked for that the exposition can't write goes to the
 * library's {@link MetricsHandler}: protobuf, a query such as {@code name[]}, names escaped in
 * another way.
 *
 * <p>Thread-safe. A response of more than 64 KB is streamed in chunks, so that its size is known to
 * nobody beforehand; where a meter fails after the first chunk the connection is cut, for the
 * scraper not to take half of it for the whole.
 */
public final class ExpositionHandler implements HttpHandler {
  static final String GZIP = "gzip";

  private static final byte[] NOT_ACCEPTABLE =
      "406: the Accept header excludes all formats: text, OpenMetrics and protobuf\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final RegistryExposition exposition;
  private final HttpHandler library;
  private final boolean filtered;
  private final boolean compresses;

  /**
   * Serves an exposition, with the library's own handler for the rest.
   *
   * @param properties the Prometheus client's
   */
  public ExpositionHandler(RegistryExposition exposition, PrometheusProperties properties) {
    this(
        exposition,
        properties,
        new MetricsHandler(properties, exposition.registry().getPrometheusRegistry()));
  }

  /**
   * Serves an exposition.
   *
   * @param properties the Prometheus client's
   * @param library answers what the exposition can't
   */
  public ExpositionHandler(
      RegistryExposition exposition, PrometheusProperties properties, HttpHandler library) {
    this.exposition = exposition;
    this.library = library;
    this.filtered = filters(properties.getExporterFilterProperties());
    this.compresses = !properties.getExporterHttpServerProperties().isPreferUncompressedResponse();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
    Optional<String> accepted = Accept.format(lines(exchange, "Accept"));
    if (accepted.isEmpty()) {
      refuse(new NegotiatedExchange(exchange, "", false));
      return;
    }
    boolean gzip = compresses && Accept.gzip(lines(exchange, "Accept-Encoding"));
    answer(new NegotiatedExchange(exchange, accepted.get(), gzip), accepted.get(), gzip);
  }

  private void answer(HttpExchange exchange, String accept, boolean gzip) throws IOException {
    EscapingScheme escaping = EscapingScheme.fromAcceptHeader(accept);
    Optional<TextFormat> format = formatFor(accept);
    if (format.isEmpty()
        || filtered
        || !exposition.canWrite(escaping)
        || !exchange.getRequestMethod().equals("GET")
        || exchange.getRequestURI().getRawQuery() != null) {
      library.handle(exchange);
      return;
    }
    ScrapeResponse response = new ScrapeResponse(exchange, contentType(format.get()), gzip);
    try {
      write(format.get(), escaping, gzip, response);
    } catch (RuntimeException e) {
      if (response.begun()) {
        // Not closed: the server would end the response as if it were whole.
        throw new IOException("a scrape failed half-way", e);
      }
      library.handle(exchange);
    }
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(406, NOT_ACCEPTABLE.length);
    exchange.getResponseBody().write(NOT_ACCEPTABLE);
    exchange.close();
  }

  private static List<String> lines(HttpExchange exchange, String header) {
    return exchange.getRequestHeaders().getOrDefault(header, List.of());
  }

  private void write(TextFormat format, EscapingScheme escaping, boolean gzip, OutputStream out)
      throws IOException {
    if (gzip) {
      try (GzipBody body = new GzipBody(out)) {
        exposition.write(format, escaping, body);
        body.finish();
      }
    } else {
      exposition.write(format, escaping, out);
    }
    out.close();
  }

  /** The format that the library would choose, if it is one of ours. */
  private Optional<TextFormat> formatFor(String accept) {
    ExpositionFormatWriter chosen = exposition.formats().findWriter(accept);
    return Arrays.stream(TextFormat.values())
        .filter(format -> format.writer(exposition.formats()) == chosen)
        .findFirst();
  }

  private String contentType(TextFormat format) {
    return format.writer(exposition.formats()).getContentType();
  }

  private static boolean filters(ExporterFilterProperties properties) {
    return properties.getAllowedMetricNames() != null
        || properties.getExcludedMetricNames() != null
        || properties.getAllowedMetricNamePrefixes() != null
        || properties.getExcludedMetricNamePrefixes() != null;
  }
}
