package io.hashpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.prometheus.metrics.exporter.httpserver.HttpExchangeAdapter;
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

  /** What it would log is shown in HangUpTest: a stack trace for each scraper that hangs up. */
  @Test
  void scrapersThatHangUpDoNotWriteTheLogAndOtherFaultsOfTheLibraryDo() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logging.configure(new LogOptions());

    Logger.getLogger(HttpExchangeAdapter.class.getName())
        .log(Level.SEVERE, "caught an Exception", new IllegalStateException("Broken pipe"));
    Logger.getLogger("io.prometheus.metrics.exporter.Other").log(Level.SEVERE, "another fault");

    assertThat(written.toString(StandardCharsets.UTF_8))
        .contains("another fault")
        .doesNotContain("caught an Exception", "Broken pipe");
  }
}
