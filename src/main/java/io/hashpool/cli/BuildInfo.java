package io.hashpool.cli;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built, as the build wrote it down.
 *
 * @param version the project's version
 * @param revision the commit, abbreviated; {@code unknown} in a build outside a checkout
 */
record BuildInfo(String version, String revision) {
  private static final String RESOURCE = "build.properties";

  static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing: the build is broken");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String revision = properties.getProperty("revision", "");
    return new BuildInfo(
        properties.getProperty("version"),
        // Left as it was where there is no commit to name.
        revision.isEmpty() || revision.startsWith("$") ? "unknown" : revision);
  }

  void register(MeterRegistry registry) {
    Gauge.builder("hashpool.exporter.build.info", () -> 1)
        .description("The exporter, by version, commit and Java runtime")
        .tag("version", version)
        .tag("revision", revision)
        .tag("java_version", Runtime.version().toString())
        .register(registry);
  }

  @Override
  public String toString() {
    return "hashpool-exporter " + version + " (revision " + revision + ")";
  }
}
