package io.hashpool.exposition;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.tck.MeterRegistryCompatibilityKit;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.time.Duration;

/** Micrometer's own tests of what a registry must do. */
class MicrometerCompatibilityTest extends MeterRegistryCompatibilityKit {
  @Override
  public MeterRegistry registry() {
    return new RegistryExposition(
            PrometheusConfig.DEFAULT,
            PrometheusProperties.builder().build(),
            new MockClock(),
            task -> {})
        .registry();
  }

  @Override
  public Duration step() {
    return PrometheusConfig.DEFAULT.step();
  }
}
