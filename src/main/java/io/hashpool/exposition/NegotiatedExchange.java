package io.hashpool.exposition;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * A request for metrics after negotiation: it accepts one format and one encoding, in one line
 * each, as the Prometheus client reads them. HEAD is a GET here whose body goes nowhere, so that it
 * has the same fields. For one thread.
 */
final class NegotiatedExchange extends HttpExchange {
  private static final String HEAD = "HEAD";

  private final HttpExchange exchange;
  private final Headers requestHeaders = new Headers();

  NegotiatedExchange(HttpExchange exchange, String format, boolean gzip) {
    this.exchange = exchange;
    requestHeaders.putAll(exchange.getRequestHeaders());
    requestHeaders.set("Accept", format);
    requestHeaders.set("Accept-Encoding", gzip ? ExpositionHandler.GZIP : "identity");
  }

  @Override
  public Headers getRequestHeaders() {
    return requestHeaders;
  }

  @Override
  public String getRequestMethod() {
    return isHead() ? "GET" : exchange.getRequestMethod();
  }

  @Override
  public void sendResponseHeaders(int status, long length) throws IOException {
    if (!isHead()) {
      exchange.sendResponseHeaders(status, length);
      return;
    }
    if (length == 0) {
      exchange.getResponseHeaders().set("Transfer-Encoding", "chunked");
    } else {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(Math.max(0, length)));
    }
    exchange.sendResponseHeaders(status, -1);
  }

  @Override
  public OutputStream getResponseBody() {
    return isHead() ? OutputStream.nullOutputStream() : exchange.getResponseBody();
  }

  private boolean isHead() {
    return exchange.getRequestMethod().equals(HEAD);
  }

  @Override
  public Headers getResponseHeaders() {
    return exchange.getResponseHeaders();
  }

  @Override
  public URI getRequestURI() {
    return exchange.getRequestURI();
  }

  @Override
  public HttpContext getHttpContext() {
    return exchange.getHttpContext();
  }

  @Override
  public void close() {
    exchange.close();
  }

  @Override
  public InputStream getRequestBody() {
    return exchange.getRequestBody();
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return exchange.getRemoteAddress();
  }

  @Override
  public int getResponseCode() {
    return exchange.getResponseCode();
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return exchange.getLocalAddress();
  }

  @Override
  public String getProtocol() {
    return exchange.getProtocol();
  }

  @Override
  public Object getAttribute(String name) {
    return exchange.getAttribute(name);
  }

  @Override
  public void setAttribute(String name, Object value) {
    exchange.setAttribute(name, value);
  }

  @Override
  public void setStreams(InputStream in, OutputStream out) {
    exchange.setStreams(in, out);
  }

  @Override
  public HttpPrincipal getPrincipal() {
    return exchange.getPrincipal();
  }
}
