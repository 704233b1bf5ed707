package io.hashpool.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a server under test. */
public final class Http {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Http() {}

  public static URI url(InetSocketAddress server, String path) {
    return URI.create("http://127.0.0.1:" + server.getPort() + path);
  }

  public static HttpResponse<String> get(URI url, String... headers)
      throws IOException, InterruptedException {
    return send("GET", url, headers);
  }

  public static HttpResponse<String> send(String method, URI url, String... headers)
      throws IOException, InterruptedException {
    return CLIENT.send(request(method, url, headers), BodyHandlers.ofString());
  }

  public static HttpResponse<byte[]> getBytes(URI url, String... headers)
      throws IOException, InterruptedException {
    return CLIENT.send(request("GET", url, headers), BodyHandlers.ofByteArray());
  }

  private static HttpRequest request(String method, URI url, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }
}
