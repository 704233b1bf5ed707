package io.hashpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

class LoggingTest {
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void restore() throws Exception {
    System.setErr(stderr);
    SLF4JBridgeHandler.uninstall();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ch.qos.logback.classic.util.ContextInitializer(context).autoConfig();
  }

  @Test
  void faultsOfTheLibrariesThatLogByJavaUtilLoggingAreWritten() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logging.configure(new LogOptions());

    Logger.getLogger("io.prometheus.metrics.exporter.Other").log(Level.SEVERE, "a fault");

    assertThat(written.toString(StandardCharsets.UTF_8)).contains("a fault");
  }
}
