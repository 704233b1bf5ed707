package io.hashpool.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scrapes that are large enough for others to help. */
class RenderingTest {
  private static final int SAMPLES = 30_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final AtomicInteger looks = new AtomicInteger();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource(ScrapeFormat.class)
  void helpersChangeNoByte(ScrapeFormat format) throws IOException {
    byte[] alone = plain(filled(task -> {}), format);
    assertThat(alone.length).as("of some thirty chunks").isGreaterThan(500_000);
    for (Executor helpers : helpers()) {
      RegistryExposition exposition = filled(helpers);
      for (int i = 0; i < 20; i++) {
        assertThat(plain(exposition, format)).isEqualTo(alone);
        assertThat(unzipped(exposition, format)).isEqualTo(alone);
      }
    }
  }

  /**
   * Two that are willing; one that does all at once, before the sender; one that comes too late.
   */
  private List<Executor> helpers() {
    return List.of(
        threads::execute,
        Runnable::run,
        task ->
            threads.execute(
                () -> {
                  Thread.yield();
                  task.run();
                }));
  }

  @Test
  void aMeterThatFailsUnderAHelperFailsTheScrape() {
    for (Executor helpers : helpers()) {
      RegistryExposition exposition = filled(helpers);
      FunctionCounter.builder("zz.broken", this, ignored -> -1).register(exposition.registry());
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> plain(exposition, ScrapeFormat.PROMETHEUS_TEXT))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("zz.broken");
      }
    }
  }

  @Test
  void aHelperThatDiesFailsTheScrape() {
    RegistryExposition exposition = filled(Runnable::run);
    Gauge.builder("a.first", () -> fail()).register(exposition.registry());
    assertThatThrownBy(() -> plain(exposition, ScrapeFormat.PROMETHEUS_TEXT))
        .isInstanceOf(OutOfMemoryError.class);
  }

  private static double fail() {
    throw new OutOfMemoryError("not really");
  }

  @Test
  void onlySoMuchIsRenderedForAPeerThatDoesNotRead() {
    RegistryExposition exposition = filled(Runnable::run);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int single) throws IOException {
            throw new IOException("no one reads, after " + looks);
          }
        };
    assertThatThrownBy(
            () -> exposition.write(ScrapeRequest.of(ScrapeFormat.PROMETHEUS_TEXT), stuck))
        .isInstanceOf(IOException.class);
    assertThat(looks.get()).isPositive().isLessThan(SAMPLES / 4);
  }

  private RegistryExposition filled(Executor helpers) {
    RegistryExposition exposition =
        new RegistryExposition(
            PrometheusConfig.DEFAULT,
            PrometheusProperties.builder().build(),
            Clock.SYSTEM,
            helpers);
    for (int id = 0; id < SAMPLES; id++) {
      double value = Math.sqrt(id);
      Gauge.builder("root", () -> look(value)).tag("id", "" + id).register(exposition.registry());
    }
    return exposition;
  }

  private double look(double value) {
    looks.incrementAndGet();
    return value;
  }

  private static byte[] plain(RegistryExposition exposition, ScrapeFormat format)
      throws IOException {
    return written(exposition, format, false);
  }

  private static byte[] unzipped(RegistryExposition exposition, ScrapeFormat format)
      throws IOException {
    byte[] zipped = written(exposition, format, true);
    return new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
  }

  private static byte[] written(RegistryExposition exposition, ScrapeFormat format, boolean gzip)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exposition.write(new ScrapeRequest(format, EscapingScheme.DEFAULT, name -> true, gzip), out);
    return out.toByteArray();
  }
}
