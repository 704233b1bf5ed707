package io.hashpool.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real Alertmanager with a configuration of the test's. */
final class Alertmanager implements AutoCloseable {
  private final Child child;
  private final URI url;

  private Alertmanager(Child child, URI url) {
    this.child = child;
    this.url = url;
  }

  /** Starts it, alone in its cluster, and waits until it is ready. */
  static Alertmanager start(Path directory, String configuration)
      throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("alertmanager.yml"), configuration);
    int port = Prometheus.freePort();
    Child child =
        Child.start(
            directory,
            List.of(
                "prometheus-alertmanager",
                "--config.file=" + file,
                "--storage.path=" + directory.resolve("alertmanager-data"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + port));
    Alertmanager alertmanager = new Alertmanager(child, URI.create("http://127.0.0.1:" + port));
    child.awaitReady(alertmanager.url.resolve("/-/ready"));
    return alertmanager;
  }

  URI url() {
    return url;
  }

  @Override
  public void close() {
    child.close();
  }
}
