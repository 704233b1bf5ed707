package io.hashpool.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A real VictoriaMetrics: another engine for the same query language, fed by remote write. */
public final class VictoriaMetrics implements AutoCloseable {
  private final Child child;
  private final URI url;

  private VictoriaMetrics(Child child, URI url) {
    this.child = child;
    this.url = url;
  }

  /** Starts it, showing what it took at once, and waits until it is ready. */
  public static VictoriaMetrics start(Path directory) throws IOException, InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + Prometheus.freePort());
    Child child =
        Child.start(
            directory,
            List.of(
                "victoria-metrics",
                "-httpListenAddr=" + url.getAuthority(),
                "-storageDataPath=" + directory.resolve("victoria-metrics-data"),
                "-search.latencyOffset=0s",
                "-search.disableCache",
                "-loggerLevel=WARN"));
    child.awaitReady(url.resolve("/health"));
    return new VictoriaMetrics(child, url);
  }

  public URI url() {
    return url;
  }

  /** Where a Prometheus writes to. */
  public URI writeUrl() {
    return url.resolve("/api/v1/write");
  }

  @Override
  public void close() {
    child.close();
  }
}
