package io.hashpool.exposition;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Serves a {@link RegistryExposition} over the JDK's HTTP server. It negotiates the format, gzip
 * and the escaping of names by all that the scraper says it accepts. {@code name[]} in the query
 * chooses families by the rules of the library; any other parameter is ignored.
 *
 * <p>Thread-safe. A response of more than 128 KB is streamed in chunks, so that its size is known
 * to nobody beforehand; where a meter fails after the first chunk the connection is cut, for the
 * scraper not to take half of it for the whole. Before that, what it threw is thrown.
 */
public final class ExpositionHandler implements HttpHandler {
  static final String GZIP = "gzip";

  private static final byte[] NOT_ACCEPTABLE =
      "406: the Accept header excludes all formats: text, OpenMetrics and protobuf\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final RegistryExposition exposition;
  private final NameFilter names;
  private final boolean compresses;

  /**
   * Serves an exposition.
   *
   * @param properties the Prometheus client's
   */
  public ExpositionHandler(RegistryExposition exposition, PrometheusProperties properties) {
    this.exposition = exposition;
    this.names = new NameFilter(properties.getExporterFilterProperties());
    this.compresses = !properties.getExporterHttpServerProperties().isPreferUncompressedResponse();
  }

  /**
   * Answers a scrape.
   *
   * @throws IOException if the peer hung up, or a meter failed when half of the answer was sent
   * @throws RuntimeException if a meter failed before
   */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
    Optional<Accept.Choice> choice = Accept.format(lines(exchange, "Accept"));
    if (choice.isEmpty()) {
      refuse(exchange);
      return;
    }
    Predicate<String> wanted = names.of(exchange.getRequestURI().getRawQuery());
    boolean gzip = compresses && Accept.gzip(lines(exchange, "Accept-Encoding"));
    answer(
        exchange, new ScrapeRequest(choice.get().format(), choice.get().escaping(), wanted, gzip));
  }

  private void answer(HttpExchange exchange, ScrapeRequest request) throws IOException {
    ScrapeResponse response =
        new ScrapeResponse(exchange, 200, exposition.contentType(request.format()), request.gzip());
    try {
      exposition.write(request, response);
      response.close();
    } catch (RuntimeException e) {
      if (response.begun()) {
        // Not closed: the server would end the response as if it were whole.
        throw new IOException("a scrape failed half-way", e);
      }
      throw e;
    }
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    ScrapeResponse response = new ScrapeResponse(exchange, 406, "text/plain; charset=utf-8", false);
    response.write(NOT_ACCEPTABLE);
    response.close();
  }

  private static List<String> lines(HttpExchange exchange, String header) {
    return exchange.getRequestHeaders().getOrDefault(header, List.of());
  }
}
